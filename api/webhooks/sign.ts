import { createHmac } from "node:crypto";

/** What a delivery says. `data` is JSON text. */
export interface Content {
  readonly event: string;
  readonly timestamp: string;
  readonly data: string;
}

export interface SignedMessage {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The body with its own signature, and the headers that sign it: `X-Valethon-Signature` over the raw body, and those of
 * Standard Webhooks (https://www.standardwebhooks.com). `secrets` are the newest first; further ones sign beside it in
 * `webhook-signature` alone. `sentAt` is milliseconds since the epoch.
 */
export function signMessage(
  content: Content,
  {
    id,
    sentAt,
    secrets,
  }: { readonly id: string; readonly sentAt: number; readonly secrets: readonly [string, ...string[]] },
): SignedMessage {
  const [secret] = secrets;
  const body = signedBody(content, secret);
  const seconds = Math.floor(sentAt / 1000);
  return {
    body,
    headers: {
      "Content-Type": "application/json",
      "X-Valethon-Signature": `sha256=${hmac(secret, body, "hex")}`,
      "webhook-id": id,
      "webhook-timestamp": String(seconds),
      "webhook-signature": secrets
        .map((one) => `v1,${hmac(standardKey(one), `${id}.${seconds}.${body}`, "base64")}`)
        .join(" "),
    },
  };
}

/**
 * The signature covers the exact bytes before it, so that a receiver cuts it off and puts the last brace back; nobody
 * has to write JSON the way we do.
 */
function signedBody({ event, timestamp, data }: Content, secret: string): string {
  const unsigned = `{"event":${JSON.stringify(event)},"timestamp":${JSON.stringify(timestamp)},"data":${data}}`;
  return `${unsigned.slice(0, -1)},"signature":"sha256=${hmac(secret, unsigned, "hex")}"}`;
}

export const standardPrefix = "whsec_";

/** The key of Standard Webhooks: base64 after `whsec_`, any other secret's text as it stands. */
function standardKey(secret: string): Buffer {
  return secret.startsWith(standardPrefix)
    ? Buffer.from(secret.slice(standardPrefix.length), "base64")
    : Buffer.from(secret, "utf8");
}

const hmac = (key: string | Buffer, text: string, encoding: "hex" | "base64") =>
  createHmac("sha256", key).update(text, "utf8").digest(encoding);
