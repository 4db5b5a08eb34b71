import type { Kysely, Selectable } from "kysely";
import { AppError, invalid } from "../errors.ts";
import { searchWordsOf } from "../kit/filters.ts";
import { normalise } from "../store/normalise.ts";
import type { EmployeesTable, Tables } from "../store/tables.ts";
import type { Role } from "./permissions.ts";

export interface NewEmployee {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** From `Passwords.hash`, made before the transaction; null until the person has chosen one. */
  readonly passwordHash: string | null;
  /** ISO 8601. */
  readonly now: string;
}

/** Trimmed and in lower case, as addresses are compared. */
export const normaliseEmail = (email: string) => email.trim().toLowerCase();

/**
 * Adds a person to the tenant's live space; mirror the row to the test space afterwards.
 * Throws DUPLICATE when the email is taken, VALIDATION_ERROR when the name is empty.
 */
export async function createEmployee(db: Kysely<Tables>, wish: NewEmployee): Promise<Selectable<EmployeesTable>> {
  const name = wish.name.trim();
  if (name === "") throw invalid("name", "Give the person's name, as colleagues and visitors shall read it.");
  const email = normaliseEmail(wish.email);
  const row = await db
    .insertInto("employees")
    .values({
      ...{ name, email, role: wish.role, password_hash: wish.passwordHash, disabled_at: null },
      joined_at: wish.passwordHash === null ? null : wish.now,
      ...foundBy(name, email),
      ...{ created_at: wish.now, updated_at: wish.now },
    })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new AppError(
    "DUPLICATE",
    "Somebody with this email is in the team already. Use another email, or change that person.",
    {
      details: [{ field: "email", code: "duplicate", message: "taken" }],
    },
  );
}

/** What a person is sorted and searched by. */
export const foundBy = (name: string, email: string) => ({
  name_sort: normalise(name),
  search_words: searchWordsOf(name, email),
});

/** An employee's row but for what follows from it. */
type Told = Omit<Selectable<EmployeesTable>, "name_sort" | "search_words">;

/**
 * Writes a live employee into the test space, under the same id and without the password: people sign in to the live
 * space only. Repeating it brings an older copy up to date.
 */
export async function mirrorEmployee(testDb: Kysely<Tables>, row: Told): Promise<void> {
  const { employee_id, created_at, password_hash: _, ...told } = row;
  const { name_sort, search_words } = foundBy(row.name, row.email);
  const kept = { ...told, name_sort, search_words };
  await testDb
    .insertInto("employees")
    .values({ employee_id, created_at, password_hash: null, ...kept })
    .onConflict((conflict) => conflict.column("employee_id").doUpdateSet(kept))
    .execute();
}
