import { type SqlBool, sql } from "kysely";
import { z } from "zod";
import { employeeIn } from "../access/actor.ts";
import { defineEntity, type Row } from "../kit/entity.ts";
import { choice, flag, moment as momentOf, number, present, reference } from "../kit/filters.ts";
import { answerList, listOperation, listSpec } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import {
  type Found,
  findRecord,
  insertRecord,
  lockRecord,
  notFound,
  updateRecord,
  type Writing,
} from "../kit/records.ts";
import { answer, createdAnswer, deleteOperation, idParams, readOperation, restoreOperation } from "../kit/resource.ts";
import { about, aboutSchemas } from "./activity-about.ts";
import { activityRecord, activityTypes } from "./activity-record.ts";
import { entityExists, requireEntity, requireTypeOfId } from "./entity-links.ts";
import { entityTypes } from "./entity-types.ts";
import { forgetActivities } from "./erase.ts";
import { assignee, changedLinks, line, moment, requireEmployee } from "./fields.ts";
import { lead } from "./lead-record.ts";

export const activity = defineEntity({
  name: "activity",
  table: "activities",
  id: "activity_id",
  path: "/activities",
  permission: { read: "activities:read", write: "activities:write", delete: "activities:write" },
  record: activityRecord,
  sort: ["created_at", "updated_at", "activity_id", "due_date", "completed_at", "type"],
  filters: {
    type: choice(activityTypes),
    entity_type: choice(entityTypes),
    entity_id: number("The record it belongs to; name entity_type beside it."),
    assigned_to: reference("The employee who does it."),
    completed: flag("Only completed ones, or only open ones."),
    due_after: momentOf("due_date", "after"),
    due_before: momentOf("due_date", "before"),
    has_due_date: present("due_date", "Only those with a date by which they are to be done, or only those without."),
  },
  searched: "subject and description",
  search: (record) => ({ title: String(record["subject"]), subtitle: "", words: String(record["description"] ?? "") }),
  embeds: { about },
  embedSchemas: aboutSchemas,
  erase: forgetActivities,
  events: { created: "activity.created" },
  indexes: {
    activities_created: "",
    activities_updated: "sort=updated_at",
    activities_due_date: "sort=due_date",
    activities_completed_at: "sort=completed_at",
    activities_type: "sort=type",
    activities_entity_created: "entity_type=lead&entity_id=1",
    activities_assigned_created: "assigned_to=1",
  },
});

const fields = {
  type: z.enum(activityTypes).describe("What kind of activity."),
  subject: z.string().trim().min(1).max(300).describe("What it is about in one line, 1 to 300 characters."),
  description: line(10_000).describe("More about it, up to 10,000 characters; null for nothing."),
  assigned_to: assignee.describe("The employee who does it; null for nobody."),
  due_date: moment.describe("When it is to be done: ISO 8601 with a zone, kept as UTC; null for no date."),
  duration_minutes: z
    .int()
    .min(0)
    .max(100_000)
    .nullable()
    .describe("How long it takes, in whole minutes; null when nobody says."),
  completed: z.boolean().describe("true sets completed_at and fires activity.completed, once."),
};

const required = { type: true, subject: true } as const;
const leadBody = z.strictObject(fields).partial().required(required);
const createBody = leadBody.extend({
  entity_type: z.enum(entityTypes).describe("The type of the record it is about."),
  entity_id: z.int().positive().describe("The id of that record, which must exist."),
});
const updateBody = z.strictObject(fields).partial();

const blank: Row = {
  ...{ description: null, assigned_to: null, due_date: null, duration_minutes: null },
  ...{ completed: false, created_by: null },
};

/** Makes an activity of a record that exists. Fires activity.created and, when it is completed, activity.completed. */
export async function createActivity(context: Writing, given: Row): Promise<Found> {
  const completed_at = given["completed"] === true ? context.now : null;
  const created = await insertRecord(context, activity, { ...blank, ...given, completed_at });
  if (created.record["completed"] === true) await context.emit("activity.completed", created.record);
  return created;
}

async function create(context: Context, given: Row) {
  await requireEmployee(context, given["assigned_to"] as number | null | undefined);
  const created = await createActivity(context, { ...given, created_by: employeeIn(context) });
  return createdAnswer(context.api.config.basePath, activity, created);
}

export const postActivity = operation(
  "POST /activities",
  {
    summary: "Create an activity",
    description:
      "It is about one record, which must exist: `entity_type` and `entity_id`, both needed and never changed later. With `completed: true` it is made completed, and activity.completed fires after activity.created.",
    permission: "activities:write",
    body: createBody,
    returns: activityRecord,
    status: 201,
    events: ["activity.created", "activity.completed"],
    example: {
      type: "call",
      subject: "Discovery call with Acme Corp",
      description: "Discuss current IT infrastructure and pain points",
      entity_type: "lead",
      entity_id: 42,
      due_date: "2026-03-15T14:00:00Z",
      duration_minutes: 30,
    },
  },
  async (context, { body }) => {
    await requireEntity(context, body.entity_type, body.entity_id);
    return (await create(context, body)) as never;
  },
);

export const putActivity = operation(
  "PUT /activities/{id}",
  {
    summary: "Update an activity: mark complete, reschedule, reassign",
    description:
      "Changes only what the body names; null clears. `completed: true` sets `completed_at` and fires activity.completed, unless it is completed already; `completed: false` opens it again and clears `completed_at`. No other change fires an event. The record it is about cannot be changed.",
    permission: "activities:write",
    params: idParams,
    body: updateBody,
    returns: activityRecord,
    exampleAnswer: { completed_at: "2026-03-10T14:30:00Z" },
    errors: { PRECONDITION_FAILED: "If-Match names another version than the record's." },
    events: ["activity.completed"],
    example: { completed: true },
  },
  async (context, { params, body }) => {
    const current = await lockRecord(context, activity, params.id);
    await requireEmployee(context, changedLinks(body, current.record).assigned_to);
    const completes = body.completed === true && current.record["completed"] === false;
    const completed_at =
      body.completed === undefined
        ? undefined
        : completes
          ? context.now
          : body.completed
            ? current.record["completed_at"]
            : null;
    const changed = await updateRecord(context, activity, current, { ...body, completed_at });
    if (completes) await context.emit("activity.completed", changed.record);
    return answer(changed);
  },
);

const { entity_type: _type, entity_id: _id, ...filtersOfLead } = activity.filters;
/** Activities as one lead has them: which record they are about is no question there. */
const leadActivity = { ...activity, filters: filtersOfLead };

const ofLead = (id: number) => [sql<SqlBool>`entity_type = 'lead'`, sql<SqlBool>`entity_id = ${id}`];

export const postLeadActivity = operation(
  "POST /leads/{id}/activities",
  {
    summary: "Log an activity against a lead",
    description:
      "The same as POST /activities, about the lead in the address. It needs leads:read beside activities:write.",
    permission: ["leads:read", "activities:write"],
    params: idParams,
    body: leadBody,
    returns: activityRecord,
    exampleAnswer: { completed_at: "2026-03-10T14:30:00Z" },
    status: 201,
    events: ["activity.created", "activity.completed"],
    example: { type: "call", subject: "First call", completed: true },
  },
  async (context, { params, body }) => {
    if (!(await entityExists(context, "lead", params.id))) throw await notFound(context, lead, params.id);
    return (await create(context, { ...body, entity_type: "lead", entity_id: params.id })) as never;
  },
);

export const getLeadActivities = operation(
  "GET /leads/{id}/activities",
  {
    summary: "Get activity history for a lead",
    ...listSpec(leadActivity, "The newest first. It needs leads:read beside activities:read."),
    permission: ["leads:read", "activities:read"],
    params: idParams,
  },
  async (context, { params, query }) => {
    await findRecord(context, lead, params.id);
    return await answerList(context, leadActivity, query, ofLead(params.id));
  },
);

export const activityOperations = [
  listOperation("/activities", activity, {
    summary: "List activities across all CRM entities",
    description:
      "The newest first. `entity_id` takes `entity_type` beside it; `entity_type` may stand alone. Activities of a deleted record stay listed for as long as it can be restored.",
    check: (_, query) => requireTypeOfId(query),
  }),
  postActivity,
  readOperation("/activities/{id}", activity, "Get activity details"),
  putActivity,
  deleteOperation("/activities/{id}", activity),
  restoreOperation("/activities/{id}/restore", activity),
  postLeadActivity,
  getLeadActivities,
] as const;
