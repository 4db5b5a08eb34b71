import { errors, type JWTPayload, jwtVerify } from "jose";
import { cleanName, normalizeEmail } from "../conversations/contact-details.ts";
import { type AppError, invalid } from "../errors.ts";
import type { IdentitySecret } from "./identity-secrets.ts";

/** A person whom a website's server has signed for. */
export interface ProvedPerson {
  /** The website's own id of the person. */
  readonly external_id: string;
  /** Normalised. */
  readonly email: string | null;
  readonly name: string | null;
  /** The secret that proved it. */
  readonly identity_secret_id: number;
}

export interface Terms {
  readonly secrets: readonly IdentitySecret[];
  /** Ids of the key and of those it was rolled from or to: a roll must not stop the site's server at once. */
  readonly audience: readonly number[];
  /** ISO 8601. */
  readonly now: string;
}

const longestLifeSeconds = 600;
/** How far a site's clock may be off. */
const leewaySeconds = 30;
const longestSubject = 200;
const longestName = 200;

/**
 * Who a signed token (HS256 JWT, RFC 7519) speaks of. Throws VALIDATION_ERROR that tells a site's developer what to
 * mend; of a token that none of the secrets signed it says nothing but that.
 */
export async function verifyIdentity(token: string, terms: Terms): Promise<ProvedPerson> {
  const { payload, identity_secret_id } = await verifySignature(token, terms);
  checkTimes(payload, Date.parse(terms.now) / 1000);
  checkAudience(payload, terms.audience);
  return {
    external_id: subjectOf(payload),
    email: emailOf(payload["email"]),
    name: nameOf(payload["name"]),
    identity_secret_id,
  };
}

const refuse = (code: string, message: string): AppError => invalid("identity.token", message, code);

/** What every token is answered that no secret of the key has signed, or none that still works. */
export const notSigned = () =>
  refuse(
    "invalid_token",
    "This is no token that a secret of this key has signed. Sign a JWT with HS256 and the key's newest identity secret, on your server.",
  );

async function verifySignature(
  token: string,
  { secrets, now }: Terms,
): Promise<{ payload: JWTPayload; identity_secret_id: number }> {
  for (const { identity_secret_id, text } of secrets) {
    try {
      const { payload } = await jwtVerify(token, new TextEncoder().encode(text), {
        algorithms: ["HS256"],
        clockTolerance: leewaySeconds,
        currentDate: new Date(now),
      });
      return { payload, identity_secret_id };
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw explain(error);
    }
  }
  throw notSigned();
}

function explain(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return refuse("expired", "This token has expired. Have your server sign a new one when the page asks for it.");
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return refuse("invalid_claim", `${error.claim} does not hold now. Give times as numbers, in seconds since 1970.`);
  }
  return error instanceof errors.JOSEError ? notSigned() : error;
}

function checkTimes({ exp, iat }: JWTPayload, now: number): void {
  if (exp === undefined) {
    throw refuse("expiry_missing", "exp is missing. Set it at most 10 minutes ahead, in seconds since 1970.");
  }
  if (exp > now + longestLifeSeconds + leewaySeconds) {
    throw refuse("expires_too_late", "exp is too far ahead. Set it at most 10 minutes ahead, in seconds since 1970.");
  }
  if (iat !== undefined && !(typeof iat === "number" && iat <= now + leewaySeconds)) {
    throw refuse("issued_in_future", "iat is not a time before now. Set your server's clock, or leave iat out.");
  }
}

function checkAudience({ aud }: JWTPayload, audience: readonly number[]): void {
  const named: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (audience.some((id) => named.includes(String(id)) || named.includes(id))) return;
  throw refuse("wrong_audience", `aud names another key than this one. Set it to "${audience.at(-1)}".`);
}

/**
 * The person's id as it was signed. One that cleaning would change is refused, not cleaned: two ids that look alike
 * would become one person.
 */
function subjectOf({ sub }: JWTPayload): string {
  if (typeof sub === "string" && sub.length <= longestSubject && sub !== "" && cleanName(sub) === sub) return sub;
  throw refuse(
    "invalid_subject",
    `sub is not your own id of the person. Set it to a text of 1 to ${longestSubject} characters on one line, without invisible ones.`,
  );
}

function emailOf(email: unknown): string | null {
  if (email === undefined || email === null || email === "") return null;
  const normal = typeof email === "string" ? normalizeEmail(email) : null;
  if (normal !== null) return normal;
  throw refuse("invalid_email", "email is not an email address. Correct it, or leave it out of the token.");
}

function nameOf(name: unknown): string | null {
  if (name === undefined || name === null) return null;
  if (typeof name === "string" && name.length <= longestName) return cleanName(name);
  throw refuse("invalid_name", `name is not a text of up to ${longestName} characters. Correct it, or leave it out.`);
}
