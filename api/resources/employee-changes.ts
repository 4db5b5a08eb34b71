import type { Selectable } from "kysely";
import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { roles } from "../access/permissions.ts";
import { mirrorToTest } from "../access/sign-in.ts";
import { AppError } from "../errors.ts";
import { requireVersion } from "../kit/if-match.ts";
import { type CostContext, operation, reply } from "../kit/operation.ts";
import { findRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import type { Space, Transaction } from "../store/space.ts";
import type { EmployeesTable } from "../store/tables.ts";
import { employee, employeeRecord } from "./employees.ts";

const body = z.strictObject({
  role: z.enum(roles).optional().describe("What the person may do in the console from now on."),
  disabled: z.boolean().optional().describe("true: the person can no longer sign in. false: can again."),
});
type Wish = z.output<typeof body>;
type Row = Selectable<EmployeesTable>;

const update = operation(
  "PUT /employees/{id}",
  {
    summary: "Change what a person of the team may do",
    description:
      "Another role, or no access at all, at once and in both modes: the person's connections are cut, and come back with what is still allowed. Whoever is disabled is signed out everywhere and stays in old records. One owner always remains. For owners signed in to the console.",
    permission: "console_admin",
    params: idParams,
    body,
    returns: employeeRecord,
    errors: {
      CONFLICT: "It is the last owner who may sign in.",
      PRECONDITION_FAILED: "If-Match names another version than the person's.",
    },
    example: { role: "admin" },
    // People live in the live space, also when the console looks at the test space: no transaction of one space may wait
    // for another's.
    async prepare(context, { params, body: wish }) {
      const { api, actor, space } = context;
      requireTeamOwner(actor);
      const live = await api.spaces.open(space.tenant, "live");
      const row = await live.write((transaction) => change(context, { ...transaction, live }, params.id, wish));
      await mirrorToTest(api, space.tenant, row);
      return await findRecord({ db: live.read, space: live }, employee, params.id);
    },
  },
  async (_context, { prepared: { record, version } }) => reply(record as z.output<typeof employeeRecord>, { version }),
);

async function change(
  context: CostContext,
  transaction: Transaction & { readonly live: Space },
  id: number,
  { role, disabled }: Wish,
): Promise<Row> {
  const { db, publish } = transaction;
  const owners = await holdOwners(transaction);
  const current = await hold(transaction, id);
  requireVersion(context, current);
  const disabledAt = disabled === true ? (current.disabled_at ?? context.now) : null;
  const wished = { role: role ?? current.role, disabled_at: disabled === undefined ? current.disabled_at : disabledAt };
  if (wished.role === current.role && wished.disabled_at === current.disabled_at) return current;
  const staysOwner = wished.role === "owner" && wished.disabled_at === null;
  if (!staysOwner && owners.every((owner) => owner === id)) throw lastOwner();
  const changed = await db
    .updateTable("employees")
    .set((row) => ({ ...wished, updated_at: context.now, version: row("version", "+", 1) }))
    .where("employee_id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (wished.disabled_at !== null) await db.deleteFrom("employee_sessions").where("employee_id", "=", id).execute();
  const { actor, request, now } = context;
  await audit(db, { action: "employee.changed", actor, target: `employee:${id}`, address: request.address, now });
  publish({ kind: "revoked", what: "employee", id });
  return changed;
}

/** Those who may do everything, held so that two of them cannot take it from each other at once. */
async function holdOwners({ db, live }: Transaction & { readonly live: Space }): Promise<readonly number[]> {
  const select = db
    .selectFrom("employees")
    .select("employee_id")
    .where("role", "=", "owner")
    .where("disabled_at", "is", null)
    .orderBy("employee_id");
  const rows = await (live.engine === "postgres" ? select.forUpdate() : select).execute();
  return rows.map(({ employee_id }) => employee_id);
}

async function hold({ db, live }: Transaction & { readonly live: Space }, id: number): Promise<Row> {
  const select = db.selectFrom("employees").selectAll().where("employee_id", "=", id);
  const row = await (live.engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  if (row !== undefined) return row;
  throw new AppError("NOT_FOUND", `There is no employee ${id}. GET /employees lists those there are.`);
}

function requireTeamOwner(actor: Actor): void {
  if (actor.kind === "employee" && actor.employee.role === "owner") return;
  throw new AppError("FORBIDDEN", "Who may do what is decided by owners signed in to the console. Ask one of them.");
}

const lastOwner = () =>
  new AppError(
    "CONFLICT",
    "Nobody else may do everything. Make another person an owner first, then repeat the change.",
  );

export const employeeChangeOperations = [update] as const;
