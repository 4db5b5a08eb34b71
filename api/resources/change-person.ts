import type { Selectable } from "kysely";
import type { Actor } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { mirrorToTest } from "../access/sign-in.ts";
import { AppError } from "../errors.ts";
import type { CostContext } from "../kit/operation.ts";
import { type Found, findRecord } from "../kit/records.ts";
import type { Space, Transaction } from "../store/space.ts";
import type { EmployeesTable } from "../store/tables.ts";
import { employee } from "./employees.ts";

export type PersonRow = Selectable<EmployeesTable>;

/** A transaction of the live space, whichever the console looks at. */
export type LiveTransaction = Transaction & { readonly live: Space };

/**
 * Changes something about people in the live space, where they live, also when the console looks at the test space. To
 * be called before an operation's own transaction: none of one space may wait for another's.
 */
export async function inLive<T>(
  { api, space }: Pick<CostContext, "api" | "space">,
  work: (transaction: LiveTransaction) => Promise<T>,
): Promise<T> {
  const live = await api.spaces.open(space.tenant, "live");
  return await live.write((transaction) => work({ ...transaction, live }));
}

/** Copies the changed person to the test space, and returns what callers see of him. */
export async function changedPerson({ api, space }: CostContext, row: PersonRow): Promise<Found> {
  await mirrorToTest(api, space.tenant, row);
  const live = await api.spaces.open(space.tenant, "live");
  return await findRecord({ db: live.read, space: live }, employee, row.employee_id);
}

/** The person, whom nobody else changes before the transaction ends. Throws NOT_FOUND. */
export async function holdPerson({ db, live }: LiveTransaction, id: number): Promise<PersonRow> {
  const select = db.selectFrom("employees").selectAll().where("employee_id", "=", id);
  const row = await (live.engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  if (row !== undefined) return row;
  throw new AppError("NOT_FOUND", `There is no employee ${id}. GET /employees lists those there are.`);
}

/** Writes what was done to a person into the audit log. */
export async function notePerson(
  { actor, request, now }: Pick<CostContext, "actor" | "request" | "now">,
  { db }: Pick<Transaction, "db">,
  action: string,
  id: number,
): Promise<void> {
  await audit(db, { action, actor, target: `employee:${id}`, address: request.address, now });
}

/** Throws FORBIDDEN unless an owner is signed in to the console. */
export function requireTeamOwner(actor: Actor): void {
  if (actor.kind === "employee" && actor.employee.role === "owner") return;
  throw new AppError("FORBIDDEN", "Who may do what is decided by owners signed in to the console. Ask one of them.");
}
