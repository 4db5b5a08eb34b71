import { z } from "zod";
import { roles } from "../access/permissions.ts";
import { voidLinks } from "../access/personal-links.ts";
import { endSessions } from "../access/sessions.ts";
import { AppError } from "../errors.ts";
import { requireVersion } from "../kit/if-match.ts";
import { type CostContext, operation, reply } from "../kit/operation.ts";
import { idParams } from "../kit/resource.ts";
import {
  changedPerson,
  holdPerson,
  inLive,
  type LiveTransaction,
  notePerson,
  type PersonRow,
  requireTeamOwner,
} from "./change-person.ts";
import { employeeRecord } from "./employees.ts";

const body = z.strictObject({
  role: z.enum(roles).optional().describe("What the person may do in the console from now on."),
  disabled: z.boolean().optional().describe("true: the person can no longer sign in. false: can again."),
});
type Wish = z.output<typeof body>;
type Standing = Pick<PersonRow, "role" | "disabled_at">;

const update = operation(
  "PUT /employees/{id}",
  {
    summary: "Change what a person of the team may do",
    description:
      "Another role, or no access at all, at once and in both modes: the person's connections are cut, and come back with what is still allowed. Whoever is disabled is signed out everywhere, can use no link, and stays in old records. One owner always remains. For owners signed in to the console.",
    permission: "console_admin",
    params: idParams,
    body,
    returns: employeeRecord,
    errors: {
      CONFLICT: "It is the last owner who may sign in.",
      PRECONDITION_FAILED: "If-Match names another version than the person's.",
    },
    example: { role: "admin" },
    async prepare(context, { params, body: wish }) {
      requireTeamOwner(context.actor);
      return await changedPerson(
        context,
        await inLive(context, (transaction) => change(context, transaction, params.id, wish)),
      );
    },
  },
  async (_context, { prepared: { record, version } }) => reply(record as z.output<typeof employeeRecord>, { version }),
);

async function change(
  context: CostContext,
  transaction: LiveTransaction,
  id: number,
  { role, disabled }: Wish,
): Promise<PersonRow> {
  const { db, publish } = transaction;
  const owners = await holdOwners(transaction);
  const current = await holdPerson(transaction, id);
  requireVersion(context, current);
  const disabledAt = disabled === true ? (current.disabled_at ?? context.now) : null;
  const wished = { role: role ?? current.role, disabled_at: disabled === undefined ? current.disabled_at : disabledAt };
  const deeds = deedsBetween(current, wished);
  if (deeds.length === 0) return current;
  const staysOwner = wished.role === "owner" && wished.disabled_at === null;
  if (!staysOwner && owners.every((owner) => owner === id)) throw lastOwner();
  const changed = await db
    .updateTable("employees")
    .set((row) => ({ ...wished, updated_at: context.now, version: row("version", "+", 1) }))
    .where("employee_id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (wished.disabled_at !== null) {
    await endSessions(db, id);
    await voidLinks(db, id);
  }
  for (const deed of deeds) await notePerson(context, transaction, deed, id);
  publish({ kind: "revoked", what: "employee", id });
  return changed;
}

/** What the audit log calls each part of a change. */
function deedsBetween(before: Standing, after: Standing): readonly string[] {
  const access = after.disabled_at === null ? "employee.enabled" : "employee.disabled";
  return [
    ...(before.role === after.role ? [] : [`employee.made_${after.role}`]),
    ...(before.disabled_at === after.disabled_at ? [] : [access]),
  ];
}

/** Those who may do everything, held so that two of them cannot take it from each other at once. */
async function holdOwners({ db, live }: LiveTransaction): Promise<readonly number[]> {
  const select = db
    .selectFrom("employees")
    .select("employee_id")
    .where("role", "=", "owner")
    .where("disabled_at", "is", null)
    .orderBy("employee_id");
  const rows = await (live.engine === "postgres" ? select.forUpdate() : select).execute();
  return rows.map(({ employee_id }) => employee_id);
}

const lastOwner = () =>
  new AppError(
    "CONFLICT",
    "Nobody else may do everything. Make another person an owner first, then repeat the change.",
  );

export const employeeChangeOperations = [update] as const;
