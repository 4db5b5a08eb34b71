import { z } from "zod";
import { hasSecret, makeSecret, retireLater, retireNow } from "../access/identity-secrets.ts";
import { timestamp } from "../clock.ts";
import { AppError, invalid } from "../errors.ts";
import { requireVersion } from "../kit/if-match.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
import { type Found, lockRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { changedFact, noteDeed, requireStanding, revokedFact } from "./api-key-changes.ts";
import { changeLine, lineOf } from "./api-key-line.ts";
import { apiKey } from "./api-key-record.ts";

const longestOverlap = 720;
const stale = "If-Match names another version than the key's.";

const make = operation(
  "POST /api-keys/{id}/identity-secret",
  {
    summary: "Make an identity secret",
    description:
      "With it your server signs who is using your website: a JWT with HS256, `{sub, aud, exp, email?, name?}`, where `sub` is your own id of the person, `aud` is this key's id as a text and `exp` at most 10 minutes ahead. The page hands it to the chat as `identity.token`. The answer holds the secret, for the only time. The one before goes on working for `overlap_hours`; two at most work at once. Those that end at once take with them what was proved by them. It does not run inside a batch.",
    permission: "console_admin",
    params: idParams,
    body: z.strictObject({
      overlap_hours: z
        .int()
        .min(0)
        .max(longestOverlap)
        .default(24)
        .describe("Hours for which the secret before still works, at most 720 (30 days). 0 ends it at once."),
    }),
    returns: z.object({
      key_id: z.int().describe("The key it is for. Keys rolled from this one take it too."),
      secret: z.string().describe("The whole secret, `vis_…`. Keep it on your server: it is not shown again."),
      last4: z.string().describe("Its last four characters, by which the key's record names it."),
      retires_at: z
        .string()
        .nullable()
        .describe("When the secret before this one stops working, UTC ISO 8601; null when there was none."),
    }),
    exampleAnswer: { secret: "vis_q3Jp…x9Lw", last4: "x9Lw", retires_at: null },
    status: 201,
    sensitive: true,
    alone: true,
    errors: { CONFLICT: "It is revoked.", PRECONDITION_FAILED: stale },
    example: { overlap_hours: 48 },
  },
  async (context, { params, body }) => {
    const lineId = await lockLine(context, params.id);
    const until = timestamp(Date.parse(context.now) + body.overlap_hours * 3_600_000);
    const { retires_at, ended } = await retireLater(context, lineId, until);
    const secret = await makeSecret(context, lineId);
    await noteDeed(context, "key.identity_secret_made", params.id);
    await changeLine(context, lineId, ended > 0 ? revokedFact : changedFact);
    const headers = { Location: `${context.api.config.basePath}${apiKey.path}/${params.id}` };
    return reply({ key_id: params.id, secret, last4: secret.slice(-4), retires_at }, { headers });
  },
);

const retire = operation(
  "DELETE /api-keys/{id}/identity-secret",
  {
    summary: "Retire identity secrets",
    description:
      "They prove nothing from now on, and whoever was let in by them has to prove it again. Doing it twice changes nothing.",
    permission: "console_admin",
    params: idParams,
    query: z.strictObject({
      which: z
        .enum(["previous", "all"])
        .default("previous")
        .describe("`previous`: those that a newer one has replaced. `all`: no token proves anything any more."),
    }),
    returns: z.object({
      key_id: z.int().describe("The key they were for."),
      deleted: z.literal(true).describe("Always true."),
      retired: z.int().describe("How many there were to retire."),
    }),
    errors: {
      CONFLICT: "It is revoked, or it requires signed identity and `all` would leave it without a secret.",
      PRECONDITION_FAILED: stale,
    },
  },
  async (context, { params, query }) => {
    const lineId = await lockLine(context, params.id, query.which === "all");
    const retired = await retireNow(context, lineId, query.which);
    if (retired > 0) {
      await noteDeed(context, "key.identity_secret_retired", params.id);
      await changeLine(context, lineId, revokedFact);
    }
    return { key_id: params.id, deleted: true as const, retired };
  },
);

/** Holds the key and the line it belongs to. Throws unless visitors of it may be signed for. */
async function lockLine(context: Context, keyId: number, leavesNone = false): Promise<number> {
  const current = await lockRecord(context, apiKey, keyId);
  requireVersion(context, current);
  requireStanding(current);
  if (!String(current.record["type"]).startsWith("pk_")) {
    throw invalid("id", "A secret key has no visitors. Make identity secrets for the public key of your website.");
  }
  if (leavesNone && current.record["identity"].required) {
    throw new AppError(
      "CONFLICT",
      `The key ${keyId} requires signed identity: without a secret nobody could write. Make a new secret with overlap_hours 0 instead, or set identity_required to false first.`,
    );
  }
  const lineId = lineOf(current.row);
  if (lineId !== keyId) await lockRecord(context, apiKey, lineId);
  return lineId;
}

/** Throws VALIDATION_ERROR for a key whose visitors could not prove anything. */
export async function requireSecret(context: Context, { row }: Found): Promise<void> {
  if (await hasSecret(context, lineOf(row))) return;
  throw noSecretYet(`/api-keys/${row["key_id"]}/identity-secret`);
}

export const noSecretYet = (path: string) =>
  invalid(
    "identity_required",
    `Signed identity cannot be required before there is a secret to sign with. Make one by POST ${path}, use it on your server, then require it.`,
    "no_secret",
  );

export const identitySecretOperations = [make, retire] as const;
