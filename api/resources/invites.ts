import { z } from "zod";
import { createEmployee } from "../access/employees.ts";
import { roles } from "../access/permissions.ts";
import { issueLink, type PersonalLink } from "../access/personal-links.ts";
import { endSessions } from "../access/sessions.ts";
import type { Api } from "../api.ts";
import { AppError } from "../errors.ts";
import { operation, reply } from "../kit/operation.ts";
import type { Found } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { changedPerson, holdPerson, inLive, notePerson, type PersonRow, requireTeamOwner } from "./change-person.ts";
import { employeeRecord } from "./employees.ts";

const invited = employeeRecord.extend({
  invite_url: z
    .string()
    .describe("The link by which the person chooses a password. It is shown once: copy it and send it yourself."),
  invite_expires_at: z.string().describe("Until when the link can be used, UTC ISO 8601: a week."),
});

/** Where the console asks for a new password. The token stands behind the #, which no browser sends to a server. */
const exampleLink = {
  invite_url: "https://acme.valethon.com/crm/welcome#Vb3nQ8s2Lx7TzR4m",
  invite_expires_at: "2026-03-17T14:30:00Z",
};

const invite = operation(
  "POST /employees",
  {
    summary: "Invite a person to the team",
    description:
      "Makes the person, who has no password yet, and a link by which to choose one. No mail is sent: copy the link and send it yourself. It works once, for a week. The answer shows it for the only time; `POST /employees/{id}/invite` makes another. For owners signed in to the console.",
    permission: "console_admin",
    body: z.strictObject({
      name: z.string().trim().min(1).max(100).describe("The person's name, as visitors and colleagues see it."),
      email: z.string().trim().toLowerCase().pipe(z.email().max(254)).describe("What the person signs in with."),
      role: z.enum(roles).describe("What the person may do in the console."),
    }),
    returns: invited,
    status: 201,
    sensitive: true,
    alone: true,
    errors: { DUPLICATE: "Somebody with this email is in the team already." },
    example: { name: "Sam Rivera", email: "sam@acme.example", role: "agent" },
    exampleAnswer: { ...exampleLink, joined_at: null },
    async prepare(context, { body }) {
      requireTeamOwner(context.actor);
      const made = await inLive(context, async (transaction) => {
        const { db } = transaction;
        const row = await createEmployee(db, { ...body, passwordHash: null, now: context.now });
        const link = await issueLink(db, row.employee_id, context.now);
        await notePerson(context, transaction, "employee.invited", row.employee_id);
        return { row, link };
      });
      return { ...made, found: await changedPerson(context, made.row) };
    },
  },
  async ({ api }, { prepared: { found, link } }) => answer(api, found, link),
);

const inviteAgain = operation(
  "POST /employees/{id}/invite",
  {
    summary: "Make a new link for a person",
    description:
      "For somebody whose invitation was lost, or who forgot the password. It works once, for a week, and voids the link before it. The old password holds until a new one is chosen, which ends all the person's sign-ins. For owners signed in to the console.",
    permission: "console_admin",
    params: idParams,
    returns: invited,
    status: 201,
    sensitive: true,
    alone: true,
    errors: { CONFLICT: "The person is disabled." },
    exampleAnswer: exampleLink,
    async prepare(context, { params }) {
      requireTeamOwner(context.actor);
      const made = await inLive(context, async (transaction) => {
        const row = await holdPerson(transaction, params.id);
        requireEnabled(row);
        const link = await issueLink(transaction.db, row.employee_id, context.now);
        await notePerson(context, transaction, "employee.link_made", row.employee_id);
        return { row, link };
      });
      return { ...made, found: await changedPerson(context, made.row) };
    },
  },
  async ({ api }, { prepared: { found, link } }) => answer(api, found, link),
);

const signOutEverywhere = operation(
  "DELETE /employees/{id}/sessions",
  {
    summary: "Sign a person out everywhere",
    description:
      "Ends all the person's sign-ins at once, with their connections. The password stays. For owners signed in to the console.",
    permission: "console_admin",
    params: idParams,
    returns: z.object({
      employee_id: z.int().describe("The person who was signed out."),
      ended: z.int().describe("How many sign-ins that ended."),
    }),
    exampleAnswer: { ended: 2 },
    async prepare(context, { params: { id } }) {
      requireTeamOwner(context.actor);
      return await inLive(context, async (transaction) => {
        await holdPerson(transaction, id);
        const { length: ended } = await endSessions(transaction.db, id);
        if (ended === 0) return ended;
        await notePerson(context, transaction, "employee.signed_out", id);
        transaction.publish({ kind: "revoked", what: "employee", id });
        return ended;
      });
    },
  },
  async (_context, { params, prepared: ended }) => ({ employee_id: params.id, ended }),
);

function requireEnabled({ name, disabled_at }: PersonRow): void {
  if (disabled_at === null) return;
  throw new AppError("CONFLICT", `${name} is disabled and could not use a link. Enable the person first.`);
}

function answer({ config }: Api, { record, version }: Found, { token, expiresAt }: PersonalLink) {
  const link = { invite_url: `${config.publicUrl.origin}/crm/welcome#${token}`, invite_expires_at: expiresAt };
  const headers = { Location: `${config.basePath}/employees/${record["employee_id"]}` };
  return reply({ ...record, ...link } as z.output<typeof invited>, { status: 201, version, headers });
}

export const inviteOperations = [invite, inviteAgain, signOutEverywhere] as const;
