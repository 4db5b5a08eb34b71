import { z } from "zod";
import { invalid } from "../../errors.ts";
import { cleanName, normalizeEmail } from "../contact-details.ts";
import { contactClaims } from "../conversation.schema.ts";
import type { Claims } from "./widget-session.ts";

/** What a site or a form says about a visitor; `external_id` is the site's own id of the person. */
export const identityClaims = contactClaims.extend({
  external_id: z.string().trim().max(200).optional().describe("Your own id of the person, up to 200 characters."),
  token: z
    .string()
    .max(4096)
    .optional()
    .describe(
      "Proof of who the visitor is: a JWT that your server signed with HS256 and the key's identity secret, `{sub, aud, exp, email?, name?}`. What it says stands above the claims beside it.",
    ),
});

export type IdentityClaims = z.infer<typeof identityClaims>;

/** Claims fit to be stored: cleaned, empty ones left out, an email that is none left out as well. */
export function toClaims({ email, name, phone, company, external_id }: IdentityClaims): Claims {
  const claims = {
    email: normalizeEmail(email),
    name: cleanName(name),
    phone: cleanName(phone),
    company: cleanName(company),
    external_id: cleanName(external_id),
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
}

/** Refuses an email that is none, where giving it is the whole point of the call. Throws VALIDATION_ERROR. */
export function requireValidEmail({ email }: IdentityClaims): void {
  if (!email || normalizeEmail(email) !== null) return;
  throw invalid("identity.email", "This is not an email address. Check it and send it again, or leave it out.");
}

/** Claims with newer ones laid over. Returns the same object when nothing changes. */
export function mergeClaims(known: Claims, newer: Claims): Claims {
  const changes = Object.entries(newer).some(([name, value]) => known[name as keyof Claims] !== value);
  return changes ? { ...known, ...newer } : known;
}
