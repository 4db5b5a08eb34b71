import type { Environment } from "./environment.ts";
import type { Claims } from "./identify.ts";

/** What a page says of who the visitor is, made ready for `init`. */
export interface Proof {
  readonly identity?: Claims | undefined;
  /** Whom its token names; null for nobody, undefined when the page could not say. */
  readonly person?: string | null;
  /** Whether it holds an email or a phone. */
  readonly reachable: boolean;
}

const nobody: Proof = { person: null, reachable: false };

/** Asks the page who the visitor is. It tells the page's developer once what is wrong, and never throws. */
export interface Prover {
  /** `given` is what the page set: claims, a token, or a function that returns (a promise of) either. */
  prove(given: unknown, refusal?: string): Promise<Proof>;
  /** Whether the page still names `person`; undefined when it could not say. Its answer is kept for the next `prove`. */
  isStill(person: string, given: unknown): Promise<boolean | undefined>;
  /** Whether this very token was the last that was asked for. */
  hasAsked(given: unknown): boolean;
  /** What was proved last, where that is no more than claims. */
  readonly claims: Claims | null;
}

const claimNames = ["email", "name", "phone", "company", "external_id"] as const;
/** A page's server that does not answer must not hold up the visitor. */
const answerWithin = 10_000;

/** What a token says, unchecked: enough to know whose messages to keep. The server alone decides what it proves. */
function payloadOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ""] = token.split(".");
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    return Object(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return {};
  }
}

/** Null for what is neither a token nor claims. */
function proofOf(said: unknown): Proof | null {
  if (typeof said === "string" && said.trim() !== "") {
    const token = said.trim();
    const { sub, email } = payloadOf(token);
    return { identity: { token }, person: sub === undefined ? null : `${sub}`, reachable: !!email };
  }
  if (said === undefined || said === null || said === "") return nobody;
  const given = Object(said) as Readonly<Record<string, unknown>>;
  const texts = claimNames.flatMap((name) => {
    const text = given[name];
    return typeof text === "string" && text.trim() !== "" ? [[name, text] as const] : [];
  });
  if (texts.length === 0) return null;
  const identity: Claims = Object.fromEntries(texts);
  return { identity, person: null, reachable: !!(identity.email ?? identity.phone) };
}

export function createProver({ after }: Pick<Environment, "after">): Prover {
  const told = new Set<string>();
  let last: unknown;
  let kept: Proof | null = null;
  let claims: Claims | null = null;

  function warn(problem: string): void {
    if (told.has(problem)) return;
    told.add(problem);
    // biome-ignore lint/suspicious/noConsole: the one word to the page's developer; visitors never see it.
    console.warn(`[Valethon] identity: ${problem}`);
  }

  function read(said: unknown): Proof {
    const proof = proofOf(said);
    if (proof === null) warn(`it must be a token or an object of texts: ${claimNames.join(", ")}.`);
    return proof ?? nobody;
  }

  async function askPage(given: unknown): Promise<Proof> {
    if (typeof given !== "function") return read(given);
    let forget = () => {};
    const silence = new Promise<never>((_, reject) => {
      forget = after(answerWithin, () => reject(new Error("it did not answer within 10 s")));
    });
    // Where the page's function throws at once nobody waits for it.
    silence.catch(() => {});
    try {
      return read(await Promise.race([given(), silence]));
    } catch (error) {
      warn(`the page's function failed: ${error instanceof Error ? error.message : error}`);
      return { reachable: false };
    } finally {
      forget();
    }
  }

  return {
    get claims() {
      return claims;
    },
    async prove(given, refusal) {
      const ready = kept;
      kept = null;
      last = given;
      if (refusal !== undefined) warn(`the server refused it: ${refusal}`);
      const proof = refusal === undefined ? (ready ?? (await askPage(given))) : nobody;
      claims = proof.identity?.token ? null : (proof.identity ?? null);
      return proof;
    },
    async isStill(person, given) {
      const proof = await askPage(given);
      kept = proof;
      return proof.person === undefined ? undefined : proof.person === person;
    },
    hasAsked: (given) => typeof given === "string" && given === last,
  };
}
