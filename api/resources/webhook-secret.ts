import { randomBytes } from "node:crypto";
import { z } from "zod";
import { timestamp } from "../clock.ts";
import type { Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import type { Found } from "../kit/records.ts";
import { openSecrets, sealSecret } from "../webhooks/endpoint-secret.ts";
import { standardPrefix } from "../webhooks/sign.ts";
import { rowOf } from "./webhook-record.ts";

/** Hours for which the secret before the newest signs beside it. */
export const overlapHours = 24;

const generatedBytes = 32;
const [fewestBytes, mostBytes] = [24, 64];

export const secretField = z
  .string()
  .regex(/^(?! )[\x20-\x7e]{16,256}(?<! )$/, "use 16 to 256 printable ASCII characters, with no space at either end")
  .refine(
    isStandard,
    `after ${standardPrefix} comes standard base64 (A–Z, a–z, 0–9, +, / and =) of ${fewestBytes} to ${mostBytes} bytes; use such a secret, or one that begins otherwise`,
  )
  .nullable();

/** Verifiers take what follows the prefix as base64: another text would be other bytes to each of them. */
function isStandard(text: string): boolean {
  if (!text.startsWith(standardPrefix)) return true;
  const encoded = text.slice(standardPrefix.length);
  const bytes = Buffer.from(encoded, "base64");
  return bytes.toString("base64") === encoded && bytes.length >= fewestBytes && bytes.length <= mostBytes;
}

export const mintSecret = (): string => `${standardPrefix}${randomBytes(generatedBytes).toString("base64")}`;

export const shownSecret = z
  .string()
  .nullable()
  .describe("The secret that was made for it. Keep it now: it is not shown again. Null when none was made.");

/** Seals a new webhook's secret for its row, whose id is known only then. */
export async function keepSecret({ api, space, db }: Context, webhookId: number, text: string): Promise<void> {
  await db
    .updateTable("webhooks")
    .set({ secret: sealSecret(api.secrets, space, webhookId, text) })
    .where("webhook_id", "=", webhookId)
    .execute();
}

/** The columns by which a webhook gets another secret, while the one until now goes on signing; none for the same one. */
export function rotation({ api, space, now }: Context, current: Found, text: string): Row {
  const row = rowOf(current);
  const moment = Date.parse(now);
  const standing = openSecrets(api.secrets, space, row, moment);
  if (standing?.[0] === text) return {};
  return {
    secret: sealSecret(api.secrets, space, row.webhook_id, text),
    // One that does not open signs nothing.
    previous_secret: standing === null ? null : row.secret,
    previous_secret_until: standing === null ? null : timestamp(moment + overlapHours * 3_600_000),
  };
}
