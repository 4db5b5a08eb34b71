import type { Kysely } from "kysely";
import type { Tables } from "../store/tables.ts";

/** What is read and changed as a whole, so that its parts have no versions of their own. */
export type Whole = "settings" | "pipeline";

const rowOf = (whole: Whole) => `${whole}_version`;

/** The version that a whole's ETag shows; it rises with each change. */
export async function versionOf(db: Kysely<Tables>, whole: Whole): Promise<number> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", rowOf(whole)).executeTakeFirst();
  return Number(row?.value ?? 0);
}

/** Notes a change of a whole whose lock the transaction holds. Answers the new version. */
export async function raiseVersion(db: Kysely<Tables>, whole: Whole): Promise<number> {
  const version = (await versionOf(db, whole)) + 1;
  const value = String(version);
  await db
    .insertInto("meta")
    .values({ key: rowOf(whole), value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
  return version;
}
