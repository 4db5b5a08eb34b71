import { z } from "zod";
import { employeeIn } from "../access/actor.ts";
import type { KeyWish } from "../access/key-rules.ts";
import { createKey, type MintedKey, mintKey } from "../access/keys.ts";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, findRecord, lockRecord, updateRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { changedFact, noteDeed, requireStanding, revokedFact, shownKey, shownOnce, wishOf } from "./api-key-changes.ts";
import { lineOf } from "./api-key-line.ts";
import { apiKey } from "./api-key-record.ts";

const longestOverlap = 168;

export const rollKey = operation(
  "POST /api-keys/{id}/roll",
  {
    summary: "Replace an API key by a new one",
    description:
      "Makes a new key with the same name, rights, limits, settings, identity secrets and expiry. The answer holds it whole, for the only time. The old one goes on working for `overlap_hours`, so that you can put the new one in place without a gap; conversations of visitors go on with the new key. It does not run inside a batch.",
    permission: "console_admin",
    params: idParams,
    body: z.strictObject({
      overlap_hours: z
        .int()
        .min(0)
        .max(longestOverlap)
        .default(24)
        .describe("Hours for which the old key still works, at most 168 (a week). 0 revokes it at once."),
    }),
    returns: shownOnce,
    exampleAnswer: { key_id: 8, prefix: "pk_live_Qm4sD8wK", last4: "n7Rg", key: "pk_live_Qm4sD8wK…n7Rg" },
    status: 201,
    sensitive: true,
    alone: true,
    errors: {
      CONFLICT: "It is revoked, has expired, or was rolled before; `details[0].rolled_to` names the new one.",
      PRECONDITION_FAILED: "If-Match names another version than the key's.",
    },
    example: { overlap_hours: 48 },
    async prepare(context, { params }) {
      const current = await findRecord(context, apiKey, params.id);
      requireRollable(current, context.now);
      return await mintKey(current.record["type"] as KeyWish["type"]);
    },
  },
  async (context, { params, body, prepared: minted }) => {
    const current = await lockRecord(context, apiKey, params.id);
    requireRollable(current, context.now);
    const { key, key_id } = await successorOf(context, current, minted);
    const ending = endingAfter(current, body.overlap_hours, context.now);
    await updateRecord(context, apiKey, current, { ...ending, rolled_to: key_id });
    await noteDeed(context, "key.rolled", params.id);
    await noteDeed(context, "key.created", key_id);
    context.publish(body.overlap_hours === 0 ? revokedFact(params.id) : changedFact(params.id));
    return await shownKey(context, key, key_id);
  },
);

async function successorOf(context: Context, { record, row }: Found, minted: MintedKey) {
  const { db, now } = context;
  const { key, record: made } = await createKey(db, {
    ...wishOf(record),
    identity_required: record["identity"].required,
    created_by: employeeIn(context),
    first_key_id: lineOf(row),
    minted,
    now,
  });
  return { key, key_id: made.key_id };
}

/** When a key that is rolled now stops working: after the overlap, or at its own expiry where that comes first. */
function endingAfter({ record }: Found, hours: number, now: string): Row {
  if (hours === 0) return { revoked_at: now };
  const end = timestamp(Date.parse(now) + hours * 3_600_000);
  const own = record["expires_at"] as string | null;
  return { expires_at: own !== null && own < end ? own : end };
}

/** Throws CONFLICT for a key that does not work, or that has a successor. */
function requireRollable(current: Found, now: string): void {
  requireStanding(current);
  const { key_id, rolled_to, expires_at } = current.record;
  if (rolled_to !== null) {
    const message = `The key ${key_id} was rolled before: roll the key ${rolled_to}, which took its place.`;
    throw new AppError("CONFLICT", message, { details: [{ field: "id", code: "rolled", message, rolled_to }] });
  }
  if (expires_at === null || expires_at > now) return;
  throw new AppError("CONFLICT", `The key ${key_id} has expired. Give it a new expires_at first, or make a new key.`);
}
