import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
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
import { lostLinks, requireEntity } from "./entity-links.ts";
import {
  assignee,
  changedLinks,
  currency,
  customFields,
  day,
  line,
  link,
  money,
  requireEmployee,
  tags,
  word,
} from "./fields.ts";
import { changeOpportunity, createOpportunity } from "./opportunity-changes.ts";
import { opportunity, opportunityRecord } from "./opportunity-record.ts";
import { getOpportunityTotals } from "./opportunity-totals.ts";
import { findStage, holdStages, opportunityStatuses, requireKnownStages, stageAfter } from "./pipeline-stages.ts";

const fields = {
  name: z.string().trim().min(1).max(300).describe("What the deal is called, 1 to 300 characters."),
  prospect_id: link.describe("The account it would be sold to."),
  contact_id: link.describe("The person to talk to."),
  lead_id: link.describe("The lead it came from."),
  stage: word.describe("A stage's key (GET /pipeline)."),
  status: z.enum(opportunityStatuses).describe("won and lost close it, open reopens it."),
  value: money.describe("What it would bring: 0 or more, with at most 2 decimals; null is 0."),
  currency: currency.describe("ISO 4217; a new one has the space's own unless told."),
  expected_close_date: day.nullable().describe("YYYY-MM-DD."),
  probability: z
    .int()
    .min(0)
    .max(100)
    .nullable()
    .describe("Percent. Wins over its stage's while it is open; null returns to the stage's."),
  lost_reason: line(1000).describe("Why it was lost; only beside what is lost."),
  assigned_to: assignee.describe("An employee's id; null for nobody."),
  tags: tags.describe("Replaces all tags."),
  custom_fields: customFields,
};

const updateBody = z.strictObject(fields).partial();
const createBody = updateBody.required({ name: true });

/** What an opportunity is linked to, each by its id. */
const linkedTypes = ["prospect", "contact", "lead"] as const;

/** Refuses links to what does not exist. Throws VALIDATION_ERROR. */
async function checkLinks(context: Context, values: Row): Promise<void> {
  for (const type of linkedTypes) {
    const field = `${type}_id`;
    await requireEntity(context, type, values[field] as number | null | undefined, field);
  }
  await requireEmployee(context, values["assigned_to"] as number | null | undefined);
}

export const postOpportunity = operation(
  "POST /opportunities",
  {
    summary: "Create a new opportunity",
    description:
      "Starts in the pipeline's first stage unless it names another. One that begins closed (stage closed_won or closed_lost, or by status) fires opportunity.won or opportunity.lost after opportunity.created.",
    permission: "opportunities:write",
    body: createBody,
    returns: opportunityRecord,
    status: 201,
    events: ["opportunity.created", "opportunity.won", "opportunity.lost"],
    example: {
      name: "Acme Corp - Managed Services",
      prospect_id: 55,
      stage: "discovery",
      value: 50000,
      expected_close_date: "2026-06-30",
      probability: 30,
      assigned_to: 5,
    },
  },
  async (context, { body }) => {
    await checkLinks(context, body);
    const custom = await customColumn(context, opportunity, body, null);
    const created = await createOpportunity(context, { ...body, ...custom });
    return createdAnswer(context.api.config.basePath, opportunity, created) as never;
  },
);

export const putOpportunity = operation(
  "PUT /opportunities/{id}",
  {
    summary: "Update opportunity fields",
    description:
      'Changes only what the body names; null clears. `stage` moves it to any stage and `status` closes it (`{"status": "lost", "lost_reason": "Price"}`) or reopens it, in the last open stage it stood in; the two must not contradict each other. A move fires opportunity.stage_changed, then opportunity.won or opportunity.lost; all other changes are told by opportunity.updated before. Each carries the `previous` values of what it tells.',
    permission: "opportunities:write",
    params: idParams,
    body: updateBody,
    returns: opportunityRecord,
    exampleAnswer: {
      ...{ stage: "closed_lost", probability: 0, weighted_value: 0 },
      closed_at: "2026-03-10T14:30:00Z",
    },
    errors: { PRECONDITION_FAILED: "If-Match names another version than the record's." },
    events: ["opportunity.updated", "opportunity.stage_changed", "opportunity.won", "opportunity.lost"],
    example: { status: "lost", lost_reason: "Price" },
  },
  async (context, { params, body }) => {
    const stages = await holdStages(context);
    const current = await lockRecord(context, opportunity, params.id);
    await checkLinks(context, changedLinks(body, current.record));
    const custom = await customColumn(context, opportunity, body, current);
    return answer(await changeOpportunity(context, stages, current, { ...body, ...custom }));
  },
);

export const restoreOpportunity = operation(
  "POST /opportunities/{id}/restore",
  {
    summary: "Restore a deleted opportunity",
    description:
      "Brings back an opportunity that was deleted less than 30 days ago, with the values it had. Fires opportunity.updated with `previous.deleted_at`. It lets go of an account, contact or lead that is gone by now, which fires another. When its stage was removed from the pipeline meanwhile, it stands in the first one.",
    permission: "opportunities:write",
    params: idParams,
    returns: opportunityRecord,
    status: 200,
    errors: { CONFLICT: "It is not deleted.", ...staleErrors },
    events: ["opportunity.updated"],
  },
  async (context, { params }) => {
    const stages = await holdStages(context);
    const restored = await restoreRecord(context, opportunity, params.id, { event: "opportunity.updated" });
    const lost = await lostLinks(context, restored.record, linkedTypes);
    return answer(await changeOpportunity(withoutIfMatch(context), stages, restored, lost));
  },
);

const advanced = opportunityRecord
  .pick({ opportunity_id: true, stage: true, status: true, probability: true })
  .extend({ previous_stage: z.string().describe("The stage it stood in before.") });

export const advanceStage = operation(
  "POST /opportunities/{id}/advance-stage",
  {
    summary: "Advance to the next pipeline stage",
    description:
      "From the last open stage it is won. `stage` in the body jumps to that one instead, forwards or back, or closes it by closed_won or closed_lost. What is closed does not advance: reopen it first.",
    permission: "opportunities:write",
    params: idParams,
    body: z.strictObject({ stage: fields.stage }).partial(),
    returns: advanced,
    exampleAnswer: { probability: 60 },
    errors: {
      CONFLICT: "It is won or lost already.",
      PRECONDITION_FAILED: "If-Match names another version than the record's.",
    },
    events: ["opportunity.stage_changed", "opportunity.won", "opportunity.lost"],
    example: { stage: "proposal" },
  },
  async (context, { params, body }) => {
    const stages = await holdStages(context);
    const wished = body.stage === undefined ? undefined : findStage(stages, body.stage).key;
    const current = await lockRecord(context, opportunity, params.id);
    requireOpen(current);
    const previous_stage = String(current.record["stage"]);
    const stage = wished ?? stageAfter(stages, previous_stage);
    const { record, version } = await changeOpportunity(context, stages, current, { stage });
    const { opportunity_id, status, probability } = record as z.output<typeof opportunityRecord>;
    return reply({ opportunity_id, previous_stage, stage, status, probability }, { version });
  },
);

/** Throws CONFLICT for one that is won or lost. */
function requireOpen({ record: { opportunity_id, stage, status } }: Found): void {
  if (status === "open") return;
  const message = `The opportunity ${opportunity_id} is ${status} already. Reopen it by PUT {"status": "open"}, then advance it.`;
  throw new AppError("CONFLICT", message, { details: [{ field: "stage", code: "closed", message, stage, status }] });
}

export const opportunityOperations = [
  listOperation("/opportunities", opportunity, {
    summary: "List opportunities with filtering",
    description: "Sorting by stage sorts by its key; sorting by probability follows the pipeline.",
    check: (context, query) => requireKnownStages(context, query["stage"]),
  }),
  getOpportunityTotals,
  postOpportunity,
  readOperation("/opportunities/{id}", opportunity, "Get an opportunity with its activities, notes and linked records"),
  putOpportunity,
  deleteOperation("/opportunities/{id}", opportunity),
  restoreOpportunity,
  advanceStage,
] as const;
