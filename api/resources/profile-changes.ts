import type { Kysely } from "kysely";
import { foundBy } from "../access/employees.ts";
import type { Tables } from "../store/tables.ts";
import type { PersonRow } from "./change-person.ts";

interface ProfileChange {
  readonly name?: string | undefined;
  /** From `Passwords.hash`, made before the transaction. */
  readonly passwordHash?: string | undefined;
  /** ISO 8601. */
  readonly now: string;
}

/** Writes what a person changed about himself, in a transaction of the live space; what is left out stays. */
export async function changeProfile(
  db: Kysely<Tables>,
  id: number,
  { name, passwordHash, now }: ProfileChange,
): Promise<PersonRow> {
  const {
    name: nameBefore,
    email,
    joined_at,
  } = await db
    .selectFrom("employees")
    .select(["name", "email", "joined_at"])
    .where("employee_id", "=", id)
    .executeTakeFirstOrThrow();
  const named = name ?? nameBefore;
  return await db
    .updateTable("employees")
    .set((row) => ({
      ...{ name: named, ...foundBy(named, email), updated_at: now, version: row("version", "+", 1) },
      ...(passwordHash === undefined ? {} : { password_hash: passwordHash, joined_at: joined_at ?? now }),
    }))
    .where("employee_id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
