import { createHmac, timingSafeEqual } from "node:crypto";
import { Webhook, WebhookVerificationError } from "standardwebhooks";

export interface Delivery {
  /** The `webhook-id`: the same for every try and every replay of one event. */
  readonly id: string;
  readonly event: string;
  /** When it happened, UTC ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Why a request is not answered with 2xx: `status` is what to answer, `message` says it plainly. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Returns what a genuine request says; throws Refusal for any other. `body` is the bytes just as they came. */
export type Verify = (body: Buffer, header: (name: string) => string | undefined) => Delivery;

/**
 * Verifies with one secret, or during a rotation with the new and the previous one. All three signatures have to be
 * right: the headers of Standard Webhooks, which alone cover the id and the time, `X-Valethon-Signature`, and the one in
 * the body. Throws an Error at once for a secret that nothing can be signed with.
 */
export function createVerify(secrets: readonly string[]): Verify {
  const webhooks = secrets.map(openStandardWebhook);
  return (body, header) => {
    const read = (name: string) => requireHeader(name, header(name));
    const id = read("webhook-id");
    verifyStandard(webhooks, body, {
      "webhook-id": id,
      "webhook-timestamp": read("webhook-timestamp"),
      "webhook-signature": read("webhook-signature"),
    });
    const signature = read("x-valethon-signature");
    if (!secrets.some((secret) => isEqual(signature, sign(secret, body)))) {
      throw new Refusal(401, "X-Valethon-Signature does not sign this body with our secret.");
    }
    if (!secrets.some((secret) => signsItself(secret, body))) {
      throw new Refusal(401, "The signature in the body does not sign it with our secret.");
    }
    return { id, ...readBody(body) };
  };
}

function requireHeader(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new Refusal(400, `The header ${name} is missing.`);
  return value;
}

/** A secret that does not begin with `whsec_` is its text as it stands, which the package calls raw. */
function openStandardWebhook(secret: string): Webhook {
  return secret.startsWith("whsec_") ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: "raw" });
}

/** The package refuses, too, what was sent more than five minutes ago or from now: our clock has to be right. */
function verifyStandard(webhooks: readonly Webhook[], body: Buffer, headers: Record<string, string>): void {
  const refusals = webhooks.map((webhook) => refusalOf(() => webhook.verify(body, headers, { jsonParse: false })));
  const [first] = refusals;
  if (first !== undefined && refusals.every((refusal) => refusal !== null)) throw first;
}

function refusalOf(verify: () => void): Refusal | null {
  try {
    verify();
    return null;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return new Refusal(401, `webhook-signature: ${error.message}.`);
    throw error;
  }
}

const ending = /^,"signature":"(sha256=[0-9a-f]{64})"\}$/;
const endingBytes = ',"signature":"sha256='.length + 64 + '"}'.length;

/**
 * The body's own signature covers the bytes before it and the last brace. So it is cut off by its length, never by
 * reading the JSON and writing it again: no two programs write JSON alike, and `data` may hold a "signature" of its own.
 */
function signsItself(secret: string, body: Buffer): boolean {
  const end = Math.max(body.length - endingBytes, 0);
  const signature = ending.exec(body.toString("latin1", end))?.[1];
  return signature !== undefined && isEqual(signature, sign(secret, body.subarray(0, end), "}"));
}

function sign(secret: string, ...parts: readonly (Buffer | string)[]): string {
  const hmac = createHmac("sha256", secret);
  for (const part of parts) hmac.update(part);
  return `sha256=${hmac.digest("hex")}`;
}

/** Takes as long wherever the first difference is: how much of a guess was right must not show. */
function isEqual(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function readBody(body: Buffer): Omit<Delivery, "id"> {
  try {
    const { event, timestamp, data } = JSON.parse(body.toString("utf8"));
    return { event, timestamp, data };
  } catch {
    throw new Refusal(400, "The body is not JSON.");
  }
}
