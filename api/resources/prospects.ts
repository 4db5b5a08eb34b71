import { z } from "zod";
import { readSettings } from "../conversations/settings.ts";
import { AppError, invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { preparePurge } from "../kit/erase.ts";
import { listOperation } from "../kit/list-operation.ts";
import { operation } from "../kit/operation.ts";
import { deleteRecord, findStored, insertRecord, lockRecord, updateRecord } from "../kit/records.ts";
import {
  createOperation,
  deletedRecord,
  deleteQuery,
  idParams,
  readOperation,
  restoreOperation,
  staleErrors,
  updateOperation,
} from "../kit/resource.ts";
import { accountFields, prospectStatuses } from "./account-fields.ts";
import { company } from "./company-record.ts";
import { assignee, changedLinks, customFields, line, requireEmployee, tags, withE164 } from "./fields.ts";
import { releaseLinked } from "./prospect-links.ts";
import { newProspect, prospect } from "./prospect-record.ts";
import { domain, hostOf, website } from "./website.ts";

const fields = {
  name: z.string().trim().min(1).max(200).describe("The company's name, 1 to 200 characters."),
  website: website.describe("An http or https address; one without a scheme gets https."),
  domain: domain.describe("Derived from the website when absent. A whole address stands for its own."),
  industry: line(120).describe("What it does, up to 120 characters; null for nothing."),
  employee_count: z.int().min(0).max(10_000_000).nullable().describe("How many people work there; null when unknown."),
  phone: line(64).describe("Kept as given; matched as E.164 where it is a possible number."),
  address: line(500).describe("The postal address."),
  status: z
    .enum(prospectStatuses)
    .describe(
      "active or inactive; converted only by POST /prospects/{id}/convert. `active` when a new one names none.",
    ),
  assigned_to: assignee.describe("An employee's id; null for nobody."),
  tags: tags.describe("Replaces all tags."),
  custom_fields: customFields,
};

const createBody = z.strictObject(fields).partial().required({ name: true });
const updateBody = z.strictObject(fields).partial();

/** Converting makes a company, for good: neither it nor the way back is a change of status. */
function checkStatus(status: string | undefined, { status: current, company_id }: Row): void {
  if (status === undefined || status === current) return;
  if (status === "converted") {
    throw invalid(
      "status",
      "A prospect becomes converted by converting it (POST /prospects/{id}/convert), not by its status.",
    );
  }
  if (current === "converted") {
    throw invalid("status", `This prospect is converted and stays so; it is company ${company_id} now.`);
  }
}

/** The columns that a body's values become. The domain follows the website until somebody sets it. */
function columnsOf(values: Row, country: string, current: Row): Row {
  const columns = withE164(values, country);
  const follows = current["domain"] === null || current["domain"] === hostOf(current["website"] as string | null);
  if (values["website"] !== undefined && values["domain"] === undefined && follows) {
    columns["domain"] = hostOf(values["website"] as string | null);
  }
  return columns;
}

const example = {
  name: "Globex Corp",
  website: "https://www.globex.example",
  industry: "Managed services",
  employee_count: 120,
  phone: "+1-555-9876",
  address: "1 Main Street, Springfield",
};

export const deleteProspect = operation(
  "DELETE /prospects/{id}",
  {
    summary: "Delete a prospect account",
    description:
      "It is gone from every read at once and can be restored for 30 days. While contacts or opportunities belong to it, the answer is 409 CONFLICT with `details[0].counts`; `?cascade=unlink` lets them go first. They stay, and a restore does not link them again.",
    permission: prospect.permission.delete,
    params: idParams,
    query: deleteQuery.extend({
      cascade: z.enum(["unlink"]).optional().describe("`unlink` takes its contacts and opportunities from it first."),
    }),
    returns: deletedRecord(prospect),
    errors: { CONFLICT: "Contacts or opportunities belong to it.", ...staleErrors },
    events: ["contact.updated", "opportunity.updated", "prospect.deleted"],
    prepare: async (context, { params, query }) => query.purge && (await preparePurge(context, prospect, params.id)),
  },
  async (context, { params, query, prepared: purge }) => {
    const current = await findStored(context, prospect, params.id, true);
    if (current?.row["deleted_at"] === null) await releaseLinked(context, params.id, query.cascade === "unlink");
    return (await deleteRecord(context, prospect, params.id, purge)) as never;
  },
);

/** What the company takes over from its prospect. */
const inherited = Object.keys(accountFields);

export const convertProspect = operation(
  "POST /prospects/{id}/convert",
  {
    summary: "Convert a prospect to a full customer",
    description:
      "Creates a company with what is known of the prospect, which stays as it is with the status converted. A second call is 409 CONFLICT with `details[0].ids`.",
    permission: "prospects:write",
    params: idParams,
    returns: z.object({
      company_id: z.int().describe("The company it became."),
      prospect_status: z.literal("converted").describe("The status that the prospect has now."),
    }),
    status: 200,
    errors: { CONFLICT: "It is converted already.", ...staleErrors },
    events: ["prospect.converted"],
  },
  async (context, { params }) => {
    const current = await lockRecord(context, prospect, params.id);
    requireUnconverted(current.record);
    const values = Object.fromEntries(inherited.map((name) => [name, current.record[name]]));
    const made = await insertRecord(context, company, { ...values, prospect_id: params.id });
    const company_id = made.record["company_id"] as number;
    // Its own event says more than prospect.updated would.
    const quietly = { ...prospect, events: {} };
    const converted = await updateRecord(context, quietly, current, { status: "converted", company_id });
    const previous = { status: current.record["status"], company_id: null };
    await context.emit("prospect.converted", { ...converted.record, previous });
    return { company_id, prospect_status: "converted" as const };
  },
);

function requireUnconverted({ prospect_id, company_id }: Row): void {
  if (company_id === null) return;
  const message = `Prospect ${prospect_id} is converted already: it is company ${company_id}. Read it with GET /companies/${company_id}.`;
  throw new AppError("CONFLICT", message, {
    details: [{ field: "id", code: "converted", message, ids: { company_id } }],
  });
}

export const prospectOperations = [
  listOperation("/prospects", prospect, { summary: "List prospect accounts" }),
  createOperation("/prospects", prospect, {
    summary: "Create a new prospect account",
    description:
      "Only `name` is needed. `domain` follows from `website` when absent. Two accounts may have the same name or domain.",
    exampleAnswer: { domain: "globex.example" },
    body: createBody,
    example,
    prepare: ({ space }) => readSettings(space),
    async check(context, body, { country }) {
      checkStatus(body.status, { status: "active" });
      await requireEmployee(context, body.assigned_to);
      return { ...newProspect, ...columnsOf(body, country, newProspect) };
    },
  }),
  readOperation(
    "/prospects/{id}",
    prospect,
    "Get prospect details with linked contacts, opportunities, activities and notes",
  ),
  updateOperation("/prospects/{id}", prospect, {
    summary: "Update prospect fields",
    description: "Changes only what the body names; null clears.",
    body: updateBody,
    example: { status: "inactive" },
    prepare: ({ space }) => readSettings(space),
    async check(context, body, { record }, { country }) {
      checkStatus(body.status, record);
      await requireEmployee(context, changedLinks(body, record).assigned_to);
      return columnsOf(body, country, record);
    },
  }),
  deleteProspect,
  restoreOperation(
    "/prospects/{id}/restore",
    prospect,
    "Contacts and opportunities that were unlinked from it stay unlinked.",
  ),
  convertProspect,
] as const;
