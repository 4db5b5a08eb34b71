import { z } from "zod";
import { audit } from "../access/audit.ts";
import type { KeyWish } from "../access/key-rules.ts";
import { AppError } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { type Context, reply } from "../kit/operation.ts";
import { type Found, findRecord } from "../kit/records.ts";
import { apiKey, apiKeyRecord } from "./api-key-record.ts";

export const shownOnce = apiKeyRecord.extend({
  key: z.string().describe("The whole key. Keep it now: it is not shown again."),
});

/** What a person asks for, as the rules read it: null and what is left out take the defaults of the kind. */
export const wishOf = (values: Row) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as unknown as KeyWish;

/** Writes what was done to a key into the audit log. */
export async function noteDeed(context: Context, action: string, id: number): Promise<void> {
  const { db, actor, request, now } = context;
  await audit(db, { action, actor, target: `key:${id}`, address: request.address, now });
}

/** The answer that shows a key, for the only time. */
export async function shownKey(context: Context, key: string, id: number) {
  const { record, version } = await findRecord(context, apiKey, id);
  const headers = { Location: `${context.api.config.basePath}${apiKey.path}/${id}` };
  return reply({ ...record, key } as z.output<typeof shownOnce>, { status: 201, version, headers });
}

/** The key, or some of its rights, are gone: its open sockets are cut, and those that are still allowed come back. */
export const revokedFact = (id: number) => ({ kind: "revoked", what: "key", id }) as const;
/** The key works as before; what is remembered of it is not true any more. */
export const changedFact = (id: number) => ({ kind: "key.changed", id }) as const;

/** Throws CONFLICT for a key that is revoked. */
export function requireStanding({ record }: Found): void {
  if (record["revoked_at"] === null) return;
  throw new AppError("CONFLICT", `The key ${record["key_id"]} is revoked for good. Make a new one.`);
}
