import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { timestamp } from "../clock.ts";
import type { Context, CostContext } from "../kit/operation.ts";
import type { Tables } from "../store/tables.ts";
import { seal, unseal } from "./sealed.ts";

/** A secret with which a website's server signs who its visitors are. It is the whole key line's. */
export interface IdentitySecret {
  readonly identity_secret_id: number;
  /** What was shown once, `vis_…`; its characters are the key's bytes. */
  readonly text: string;
}

export interface Retired {
  /** When the newest until now stops working; null when there was none. */
  readonly retires_at: string | null;
  /** How many stopped at once. */
  readonly ended: number;
}

type Reading = Pick<CostContext, "api" | "space" | "db" | "now">;

/** 288 bits: the four characters that stay visible leave more than 256 that nobody knows. */
const secretBytes = 36;

/** Secrets that work at this moment, the newest first. */
export async function readSecrets(context: Reading, lineId: number): Promise<readonly IdentitySecret[]> {
  const rows = await standing(context, lineId).selectAll().execute();
  return rows.flatMap(({ identity_secret_id, sealed }) => {
    const text = unseal(context.api.secrets.encryptionKey, sealed, placeOf(context, lineId, identity_secret_id));
    if (text !== null) return [{ identity_secret_id, text }];
    context.api.log.error({ key_id: lineId, identity_secret_id }, "an identity secret does not open");
    return [];
  });
}

/** Whether a token could be verified at this moment. */
export async function hasSecret(context: Pick<Reading, "db" | "now">, lineId: number): Promise<boolean> {
  return (await standing(context, lineId).select("identity_secret_id").limit(1).executeTakeFirst()) !== undefined;
}

/**
 * Whether a secret that has verified a token is still there. Then it stays until the transaction ends: what is proved by
 * it meanwhile ends with it.
 */
export async function holdSecret({ db, space }: Pick<Context, "db" | "space">, secretId: number): Promise<boolean> {
  const select = db
    .selectFrom("identity_secrets")
    .select("identity_secret_id")
    .where("identity_secret_id", "=", secretId);
  return (await (space.engine === "postgres" ? select.forKeyShare() : select).executeTakeFirst()) !== undefined;
}

const standing = ({ db, now }: Pick<Reading, "db" | "now">, lineId: number) =>
  db
    .selectFrom("identity_secrets")
    .where("key_id", "=", lineId)
    .where((eb) => eb.or([eb("retires_at", "is", null), eb("retires_at", ">", now)]))
    .orderBy("identity_secret_id", "desc");

/** Makes a secret and returns its text, for the only time. */
export async function makeSecret(context: Context, lineId: number): Promise<string> {
  const text = `vis_${randomBytes(secretBytes).toString("base64url")}`;
  const { identity_secret_id } = await context.db
    .insertInto("identity_secrets")
    .values({ key_id: lineId, sealed: "", last4: text.slice(-4), created_at: context.now, retires_at: null })
    .returning("identity_secret_id")
    .executeTakeFirstOrThrow();
  // Sealed for its own row, whose id is known only now.
  const place = placeOf(context, lineId, identity_secret_id);
  await context.db
    .updateTable("identity_secrets")
    .set({ sealed: seal(context.api.secrets.encryptionKey, text, place) })
    .where("identity_secret_id", "=", identity_secret_id)
    .execute();
  return text;
}

/** Lets the newest secret work until `retiresAt` and ends those before it at once, so that two work at most. */
export async function retireLater(context: Context, lineId: number, retiresAt: string): Promise<Retired> {
  const [newest, ...older] = await standing(context, lineId).select("identity_secret_id").execute();
  if (newest === undefined) return { retires_at: null, ended: 0 };
  if (retiresAt <= context.now) {
    return { retires_at: context.now, ended: await removeSecrets(context, [newest, ...older]) };
  }
  await context.db
    .updateTable("identity_secrets")
    .set({ retires_at: retiresAt })
    .where("identity_secret_id", "=", newest.identity_secret_id)
    .execute();
  return { retires_at: retiresAt, ended: await removeSecrets(context, older) };
}

/** Ends secrets at once: all, or those that a newer one has replaced. Returns how many. */
export async function retireNow(context: Context, lineId: number, which: "previous" | "all"): Promise<number> {
  const [newest, ...older] = await standing(context, lineId).select("identity_secret_id").execute();
  return await removeSecrets(context, newest === undefined || which === "previous" ? older : [newest, ...older]);
}

/** Nothing that has ended is kept, and neither is what was proved with it: the secret may be in wrong hands. */
async function removeSecrets(
  { db }: Pick<Context, "db">,
  secrets: readonly Pick<IdentitySecret, "identity_secret_id">[],
): Promise<number> {
  const ids = secrets.map(({ identity_secret_id }) => identity_secret_id);
  if (ids.length === 0) return 0;
  // In this order: who proves something at this moment is waited for, and ends as well.
  await db.deleteFrom("identity_secrets").where("identity_secret_id", "in", ids).execute();
  await db.deleteFrom("widget_tokens").where("identity_secret_id", "in", ids).execute();
  return ids.length;
}

/** Removes secrets whose time is over. What was proved by them stands for as long as a proof does. */
export async function sweepSecrets(db: Kysely<Tables>, now: number): Promise<void> {
  await db.deleteFrom("identity_secrets").where("retires_at", "<=", timestamp(now)).execute();
}

const placeOf = ({ space }: Pick<Reading, "space">, lineId: number, secretId: number) =>
  `identity secret ${secretId} of key ${lineId} in ${space.name}`;
