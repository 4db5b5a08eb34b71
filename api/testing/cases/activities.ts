import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead } from "./leads.ts";

const call = { type: "call", subject: "First call" };

async function anActivity(stage: Stage) {
  const lead = await aLead(stage);
  const { activity_id } = await stage.make(`POST /leads/${lead.id}/activities`, call);
  return { id: activity_id as number, lead_id: lead.id };
}

async function aDeletedActivity(stage: Stage) {
  const activity = await anActivity(stage);
  await stage.make(`DELETE /activities/${activity.id}`);
  return activity;
}

/** The lead as the one the path names. */
async function ofItsLead(stage: Stage) {
  const { id, lead_id } = await anActivity(stage);
  return { id: lead_id, activity_id: id };
}

export const cases = [
  row("GET /activities", {
    given: anActivity,
    query: ({ lead_id }) => ({ entity_type: "lead", entity_id: lead_id }),
    status: 200,
    answers: ({ id, lead_id }) => ({
      data: [{ activity_id: id, entity_type: "lead", entity_id: lead_id, ...call, completed: false }],
      pagination: { total: 1 },
    }),
  }),
  row("GET /activities", {
    name: "an id without its type is refused, because a contact may have it too",
    query: { entity_id: 5 },
    status: 400,
    answers: { details: [{ field: "entity_type", code: "required" }] },
  }),
  row("POST /activities", {
    given: aLead,
    body: ({ id }) => ({ ...call, entity_type: "lead", entity_id: id, due_date: "2026-03-15T14:00:00Z" }),
    status: 201,
    answers: ({ id }) => ({ data: { ...call, entity_type: "lead", entity_id: id, due_date: "2026-03-15T14:00:00Z" } }),
    events: ["activity.created"],
  }),
  row("POST /activities", {
    name: "one that belongs to nothing is refused by entity_id",
    body: { ...call, entity_type: "lead", entity_id: 999_999_999 },
    status: 400,
    answers: { details: [{ field: "entity_id", code: "unknown_id" }] },
  }),
  row("GET /activities/{id}", {
    given: anActivity,
    status: 200,
    answers: ({ id }) => ({ data: { activity_id: id, ...call } }),
  }),
  row("PUT /activities/{id}", {
    given: anActivity,
    body: { completed: true },
    status: 200,
    answers: { data: { completed: true, completed_at: "2026-03-10T14:30:00Z" } },
    events: ["activity.completed"],
  }),
  row("DELETE /activities/{id}", {
    given: anActivity,
    status: 200,
    answers: ({ id }) => ({ data: { activity_id: id, deleted: true } }),
  }),
  row("POST /activities/{id}/restore", {
    given: aDeletedActivity,
    status: 200,
    answers: ({ id }) => ({ data: { activity_id: id, ...call } }),
  }),
  row("POST /leads/{id}/activities", {
    given: aLead,
    body: { ...call, completed: true },
    status: 201,
    answers: ({ id }) => ({ data: { ...call, entity_type: "lead", entity_id: id, completed: true } }),
    events: ["activity.created", "activity.completed"],
  }),
  row("GET /leads/{id}/activities", {
    name: "those of a lead are not asked which record they are about",
    given: aLead,
    query: { entity_type: "contact", entity_id: 5 },
    status: 400,
    answers: { code: "VALIDATION_ERROR" },
  }),
  row("GET /leads/{id}/activities", {
    given: ofItsLead,
    status: 200,
    answers: ({ activity_id }) => ({ data: [{ activity_id, ...call }], pagination: { total: 1 } }),
  }),
];
