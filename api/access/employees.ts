import type { Kysely, Selectable } from "kysely";
import { AppError, invalid } from "../errors.ts";
import type { EmployeesTable, Tables } from "../store/tables.ts";
import type { Employee } from "./actor.ts";
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
  const row = await db
    .insertInto("employees")
    .values({
      name,
      email: normaliseEmail(wish.email),
      role: wish.role,
      password_hash: wish.passwordHash,
      disabled_at: null,
      created_at: wish.now,
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

/** Everybody who may sign in, by id. */
export async function listEmployees(db: Kysely<Tables>): Promise<Employee[]> {
  const rows = await db
    .selectFrom("employees")
    .select(["employee_id", "name", "email", "role"])
    .where("disabled_at", "is", null)
    .orderBy("employee_id")
    .execute();
  // The column is only written from the list of roles.
  return rows.map((row) => ({ ...row, role: row.role as Role }));
}

/**
 * Writes a live employee into the test space, under the same id and without the password: people sign in to the live
 * space only. Repeating it brings an older copy up to date.
 */
export async function mirrorEmployee(testDb: Kysely<Tables>, row: Selectable<EmployeesTable>): Promise<void> {
  const { employee_id, name, email, role, disabled_at, created_at } = row;
  await testDb
    .insertInto("employees")
    .values({ employee_id, name, email, role, password_hash: null, disabled_at, created_at })
    .onConflict((conflict) => conflict.column("employee_id").doUpdateSet({ name, email, role, disabled_at }))
    .execute();
}
