import type { Kysely, Selectable } from "kysely";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import type { EmployeesTable, Tables } from "../store/tables.ts";
import { createEmployee } from "./employees.ts";
import { hashToken, randomToken } from "./sessions.ts";

const tokenRow = "setup_token_hash";

/**
 * A new token for the set-up link, or null when the live space has an employee already. Called at every start;
 * an earlier link is void from then on. Only its SHA-256 is stored.
 */
export async function issueSetupToken(live: Space): Promise<string | null> {
  const token = randomToken();
  const open = await live.write(async ({ db }) => {
    if (await hasEmployee(db)) return false;
    await db
      .insertInto("meta")
      .values({ key: tokenRow, value: hashToken(token) })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: hashToken(token) }))
      .execute();
    return true;
  });
  return open ? token : null;
}

/** Whether the link with this token can still be used. */
export async function isSetupOpen(db: Kysely<Tables>, token: string): Promise<boolean> {
  const row = await db
    .selectFrom("meta")
    .select("key")
    .where("key", "=", tokenRow)
    .where("value", "=", hashToken(token))
    .executeTakeFirst();
  return row !== undefined && !(await hasEmployee(db));
}

export interface Owner {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly companyName: string;
  /** ISO 8601. */
  readonly now: string;
}

/** Uses the link up and makes the owner, in a transaction of the live space. Throws NOT_FOUND when it is void. */
export async function useSetupToken(
  db: Kysely<Tables>,
  token: string,
  owner: Owner,
): Promise<Selectable<EmployeesTable>> {
  // Whoever deletes the row has the link: on Postgres a second caller waits here and then finds nothing.
  const taken = await db
    .deleteFrom("meta")
    .where("key", "=", tokenRow)
    .where("value", "=", hashToken(token))
    .returning("key")
    .executeTakeFirst();
  if (taken === undefined || (await hasEmployee(db))) throw voidLink();
  await storeCompanyName(db, owner.companyName);
  return await createEmployee(db, { ...owner, role: "owner" });
}

export async function storeCompanyName(db: Kysely<Tables>, name: string): Promise<void> {
  const value = JSON.stringify(name);
  await db
    .insertInto("settings")
    .values({ key: "company_name", value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

export function voidLink(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This set-up link is used up or out of date. Sign in if there is an owner already; otherwise restart the server, which prints a new link.",
  );
}

const hasEmployee = async (db: Kysely<Tables>) =>
  (await db.selectFrom("employees").select("employee_id").limit(1).executeTakeFirst()) !== undefined;
