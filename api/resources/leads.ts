import { isDeepStrictEqual } from "node:util";
import { editedFieldsOf } from "../conversations/leads/lead-fields.ts";
import { originsWith } from "../conversations/leads/lead-origins.ts";
import { readSettings } from "../conversations/settings.ts";
import { AppError, invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, lockRecord, restoreRecord } from "../kit/records.ts";
import {
  answer,
  createdAnswer,
  customColumn,
  deleteOperation,
  idParams,
  readOperation,
  staleErrors,
} from "../kit/resource.ts";
import { changedLinks, duplicateQuery } from "./fields.ts";
import { convertLead } from "./lead-convert.ts";
import { holdEmailOf } from "./lead-email.ts";
import { checkLead, leadColumns, leadCreateBody, leadUpdateBody, saveLead } from "./lead-input.ts";
import { postMerge } from "./lead-merge.ts";
import { findMerge } from "./lead-merges.ts";
import { changeLead, lead, leadRecord, requireFreeEmail } from "./lead-record.ts";
import { postUnmerge } from "./lead-unmerge.ts";

const example = {
  first_name: "Jane",
  last_name: "Smith",
  email: "jane@company.com",
  phone: "+1-555-9876",
  company_name: "Globex Corp",
  source: "website_form",
  form_type: "contact_us",
  raw_payload: {
    role: "IT Director",
    technicianCount: "11-25",
    industry: "MSP",
    message: "Looking for a PSA solution",
  },
};

export const postLead = operation(
  "POST /leads",
  {
    summary: "Create a new lead",
    description:
      "Needs an email, or a phone, or last_name with company_name. When an open lead has the email already, the answer is 409 DUPLICATE with `details[0].existing`; `?on_duplicate=update` or `ignore` answers that lead with 200 instead.",
    permission: "leads:write",
    query: duplicateQuery("an open lead"),
    body: leadCreateBody,
    returns: leadRecord,
    exampleAnswer: { attribution: {} },
    status: 201,
    alsoAnswers: { 200: "The open lead that had the email, with `on_duplicate=update` or `ignore`." },
    errors: { DUPLICATE: "An open lead has this email already." },
    events: ["lead.created", "lead.assigned", "lead.updated"],
    example,
    // Before the transaction: it must not wait for another connection.
    prepare: ({ space }) => readSettings(space),
  },
  async (context, { body, query, prepared: settings }) => {
    const { outcome, found } = await saveLead(context, { ...query, body, settings, source: "api" });
    if (outcome !== "created") return answer(found, {}, 200);
    return createdAnswer(context.api.config.basePath, lead, found) as never;
  },
);

export const putLead = operation(
  "PUT /leads/{id}",
  {
    summary: "Update lead fields",
    description:
      "Changes only what the body names; null clears. `status` never becomes converted this way, because converting makes other records too, and a converted lead stays so. What a person edits here is no longer changed by what a visitor types.",
    permission: "leads:write",
    params: idParams,
    body: leadUpdateBody,
    returns: leadRecord,
    errors: {
      DUPLICATE: "Another open lead has this email.",
      PRECONDITION_FAILED: "If-Match names another version than the record's.",
    },
    events: ["lead.updated", "lead.assigned"],
    example: { status: "contacted", score: 80 },
    prepare: ({ space }) => readSettings(space),
  },
  async (context, { params, body, prepared: settings }) => {
    await holdEmailOf(context, params.id, body.email);
    const current = await lockRecord(context, lead, params.id);
    checkStatus(current, body.status);
    const merged = { ...current.record, ...body };
    await checkLead(context, changedLinks(body, current.record), merged, current.record);
    await requireFreeEmail(context, merged.email, merged["status"], params.id);
    const custom = await customColumn(context, lead, body, current);
    const columns = leadColumns(settings, body);
    const field_origins = originsWith(current.record, columns, { origin: "edited", at: context.now });
    const edited_fields = editedFields(current, body);
    return answer(await changeLead(context, current, { ...columns, ...custom, field_origins, edited_fields }));
  },
);

/** Throws for a status that a lead gets, or loses, by converting alone: its records would be doubled by a second time. */
function checkStatus({ record }: Found, wanted: string | undefined): void {
  const isConverted = record["status"] === "converted";
  if (wanted === undefined || (wanted === "converted") === isConverted) return;
  if (!isConverted) {
    throw invalid("status", "A lead becomes converted by converting it (POST /leads/{id}/convert), not by its status.");
  }
  throw invalid(
    "status",
    "This lead is converted and stays so. For new business with this person, create another lead.",
  );
}

/** A person's edit locks the field against what visitors type later. */
function editedFields(current: Found, body: Row): string {
  const edited = new Set(editedFieldsOf(current));
  for (const name of Object.keys(body)) if (!isDeepStrictEqual(body[name], current.record[name])) edited.add(name);
  return JSON.stringify([...edited]);
}

export const restoreLead = operation(
  "POST /leads/{id}/restore",
  {
    summary: "Restore a deleted lead",
    description:
      "Brings back a lead that was deleted less than 30 days ago. Fires lead.updated with `previous.deleted_at`.",
    permission: "leads:delete",
    params: idParams,
    returns: leadRecord,
    status: 200,
    errors: {
      CONFLICT: "It is not deleted, or was merged.",
      DUPLICATE: "Another open lead has its email by now.",
      ...staleErrors,
    },
    events: ["lead.updated"],
  },
  async (context, { params }) => {
    await refuseMerged(context, params.id);
    await holdEmailOf(context, params.id);
    const restored = await restoreRecord(context, lead, params.id, {
      check: ({ record }) => requireFreeEmail(context, record["email"], record["status"], params.id),
    });
    return answer(restored);
  },
);

/** A merged lead comes back with what moved, or not at all. */
async function refuseMerged({ db }: Context, id: number): Promise<void> {
  const merge = await findMerge(db, id);
  if (merge === undefined) return;
  const message = `Lead ${id} was merged into ${merge.into_lead_id}. Take that back with POST /leads/${id}/unmerge.`;
  throw new AppError("CONFLICT", message, {
    details: [{ field: "id", code: "merged", message, merged_into: merge.into_lead_id }],
  });
}

const erasing =
  "`?purge=true` erases it, its notes and activities, leads that were merged into it, and what events tell of all these. Its conversations stay with the team, without a lead, until the person is erased (POST /personal-data/erase).";

export const leadOperations = [
  listOperation("/leads", lead, { summary: "List leads with filtering and pagination" }),
  postLead,
  readOperation("/leads/{id}", lead, "Get a lead with its activities, notes, conversations and linked records"),
  putLead,
  deleteOperation("/leads/{id}", lead, erasing),
  restoreLead,
  convertLead,
  postMerge,
  postUnmerge,
] as const;
