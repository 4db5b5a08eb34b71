import type { Kysely, Selectable } from "kysely";
import { timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { EmployeesTable, Tables } from "../store/tables.ts";
import { hashToken, randomToken } from "./sessions.ts";

interface EmployeeLinksTable {
  /** A person has one link at most. */
  employee_id: number;
  token_hash: string;
  created_at: string;
  expires_at: string;
}

declare module "../store/tables.ts" {
  interface Tables {
    employee_links: EmployeeLinksTable;
  }
}

const linkMs = 7 * 24 * 3_600_000;

export interface PersonalLink {
  /** 256 random bits; only their SHA-256 is stored. */
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** A new link for a person to choose a password by, in a transaction of the live space. The one before is void. */
export async function issueLink(db: Kysely<Tables>, employeeId: number, now: string): Promise<PersonalLink> {
  const token = randomToken();
  const expiresAt = timestamp(Date.parse(now) + linkMs);
  const kept = { token_hash: hashToken(token), created_at: now, expires_at: expiresAt };
  await db
    .insertInto("employee_links")
    .values({ employee_id: employeeId, ...kept })
    .onConflict((conflict) => conflict.column("employee_id").doUpdateSet(kept))
    .execute();
  return { token, expiresAt };
}

/** Whose link it is. Throws NOT_FOUND, in the same words, for one that is unknown, used, expired or of somebody disabled. */
export async function findByLink(db: Kysely<Tables>, token: string, now: string): Promise<Selectable<EmployeesTable>> {
  const row = await db
    .selectFrom("employee_links as link")
    .innerJoin("employees as employee", "employee.employee_id", "link.employee_id")
    .selectAll("employee")
    .where("link.token_hash", "=", hashToken(token))
    .where("link.expires_at", ">", now)
    .where("employee.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) throw voidLink();
  return row;
}

/** Uses the link up, in a transaction of the live space. Throws as `findByLink` does. */
export async function useLink(db: Kysely<Tables>, token: string, now: string): Promise<Selectable<EmployeesTable>> {
  const person = await findByLink(db, token, now);
  // Whoever deletes the row has the link: on Postgres a second caller waits here and then finds nothing.
  const taken = await db
    .deleteFrom("employee_links")
    .where("token_hash", "=", hashToken(token))
    .returning("employee_id")
    .executeTakeFirst();
  if (taken === undefined) throw voidLink();
  return person;
}

/** No link opens this person's account any more, in a transaction of the live space. */
export async function voidLinks(db: Kysely<Tables>, employeeId: number): Promise<void> {
  await db.deleteFrom("employee_links").where("employee_id", "=", employeeId).execute();
}

function voidLink(): AppError {
  return new AppError(
    "NOT_FOUND",
    "This link is used up or out of date. Sign in if you have a password; otherwise ask an owner of the account for a new link.",
  );
}
