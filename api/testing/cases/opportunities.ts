import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

/** An opportunity in its first stage, as paths and lists name it. */
async function anOpportunity(stage: Stage) {
  const name = `Deal of ${stage.freshEmail()}`;
  const { opportunity_id } = await stage.make("POST /opportunities", { name, value: 50_000 });
  return { id: opportunity_id as number, name };
}

async function aDeletedOpportunity(stage: Stage) {
  const made = await anOpportunity(stage);
  await stage.make(`DELETE /opportunities/${made.id}`);
  return made;
}

/** Its prospect was deleted after it. */
async function aDeletedOpportunityOfNobody(stage: Stage) {
  const { prospect_id } = await stage.make("POST /prospects", { name: `Company of ${stage.freshEmail()}` });
  const { opportunity_id } = await stage.make("POST /opportunities", { name: "Nobody's", prospect_id });
  await stage.make(`DELETE /opportunities/${opportunity_id}`);
  await stage.make(`DELETE /prospects/${prospect_id}`);
  return { id: opportunity_id as number };
}

async function aWonOpportunity(stage: Stage) {
  const made = await anOpportunity(stage);
  await stage.make(`PUT /opportunities/${made.id}`, { status: "won" });
  return made;
}

const shipped = [
  { key: "discovery", label: "Discovery", probability: 30 },
  { key: "qualification", label: "Qualification", probability: 45 },
  { key: "proposal", label: "Proposal", probability: 60 },
  { key: "negotiation", label: "Negotiation", probability: 80 },
  { key: "closed_won", label: "Closed won", probability: 100 },
  { key: "closed_lost", label: "Closed lost", probability: 0 },
];
const stages = shipped.map((stage, i) => ({ ...stage, position: i + 1 }));

export const cases = [
  row("GET /opportunities", {
    given: anOpportunity,
    query: ({ name }) => ({ search: name.split(" ").at(-1), min_value: 50_000, stage: "discovery" }),
    status: 200,
    answers: ({ id, name }) => ({
      data: [{ opportunity_id: id, name, stage: "discovery", status: "open", value: 50_000 }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("GET /opportunities", {
    name: "an unknown stage is refused with those there are",
    query: { stage: "dreaming" },
    status: 400,
    answers: { details: [{ field: "stage", code: "unknown_stage" }] },
  }),
  row("GET /opportunities/totals", {
    given: anOpportunity,
    query: ({ name }) => ({ search: name.split(" ").at(-1) }),
    status: 200,
    answers: {
      data: { totals: [{ stage: "discovery", currency: "USD", count: 1, value: 50_000, weighted_value: 15_000 }] },
    },
  }),
  row("GET /opportunities/totals", {
    name: "it has no pages",
    query: { page: 2 },
    status: 400,
    answers: { details: [{ field: "page" }] },
  }),
  row("POST /opportunities", {
    body: { name: "Acme Corp - Managed Services", value: 50_000, probability: 50 },
    status: 201,
    answers: { data: { stage: "discovery", status: "open", currency: "USD", weighted_value: 25_000 } },
    events: ["opportunity.created"],
  }),
  row("POST /opportunities", {
    name: "one that begins lost is announced as lost",
    body: { name: "Too late", status: "lost", lost_reason: "Timing" },
    status: 201,
    answers: { data: { stage: "closed_lost", lost_reason: "Timing" } },
    events: ["opportunity.created", "opportunity.lost"],
  }),
  row("POST /opportunities", {
    name: "one that begins won is announced as won",
    body: { name: "Signed at once", stage: "closed_won" },
    status: 201,
    answers: { data: { stage: "closed_won", status: "won", probability: 100 } },
    events: ["opportunity.created", "opportunity.won"],
  }),
  row("POST /opportunities", {
    name: "a prospect that does not exist is refused",
    body: { name: "Nobody's", prospect_id: 999_999 },
    status: 400,
    answers: { details: [{ field: "prospect_id", code: "unknown_id" }] },
  }),
  row("GET /opportunities/{id}", {
    given: anOpportunity,
    status: 200,
    answers: ({ id }) => ({
      data: { opportunity_id: id, activities: [], notes: [], stage_history: [{ stage: "discovery", by: null }] },
    }),
  }),
  row("PUT /opportunities/{id}", {
    given: anOpportunity,
    body: { value: 60_000.5 },
    status: 200,
    answers: ({ id }) => ({ data: { opportunity_id: id, value: 60_000.5, weighted_value: 18_000.15 } }),
    events: ["opportunity.updated"],
  }),
  row("PUT /opportunities/{id}", {
    name: "other fields are told before the move and its end",
    given: anOpportunity,
    body: { name: "Renamed", status: "lost", lost_reason: "Price" },
    status: 200,
    answers: { data: { stage: "closed_lost", status: "lost", lost_reason: "Price" } },
    events: ["opportunity.updated", "opportunity.stage_changed", "opportunity.lost"],
  }),
  row("PUT /opportunities/{id}", {
    name: "reopening is a move, and no end",
    given: aWonOpportunity,
    body: { status: "open" },
    status: 200,
    answers: { data: { stage: "discovery", status: "open", closed_at: null } },
    events: ["opportunity.stage_changed"],
  }),
  row("PUT /opportunities/{id}", {
    name: "a status against its stage is refused",
    given: anOpportunity,
    body: { stage: "closed_won", status: "lost" },
    status: 400,
    answers: { details: [{ field: "status", code: "contradiction" }] },
  }),
  row("PUT /opportunities/{id}", {
    name: "a stale If-Match changes nothing",
    given: anOpportunity,
    headers: { "If-Match": '"7-stale"' },
    body: { stage: "proposal" },
    status: 412,
    answers: { code: "PRECONDITION_FAILED" },
  }),
  row("DELETE /opportunities/{id}", {
    given: anOpportunity,
    status: 200,
    answers: ({ id }) => ({ data: { opportunity_id: id, deleted: true } }),
    events: ["opportunity.deleted"],
  }),
  row("POST /opportunities/{id}/restore", {
    given: aDeletedOpportunity,
    status: 200,
    answers: ({ id, name }) => ({ data: { opportunity_id: id, name } }),
    events: ["opportunity.updated"],
  }),
  row("POST /opportunities/{id}/restore", {
    name: "it lets go of a prospect that is gone, which is a change of its own",
    given: aDeletedOpportunityOfNobody,
    status: 200,
    answers: ({ id }) => ({ data: { opportunity_id: id, prospect_id: null } }),
    events: ["opportunity.updated", "opportunity.updated"],
  }),
  row("POST /opportunities/{id}/restore", {
    name: "what is not deleted cannot be restored",
    given: anOpportunity,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
  row("POST /opportunities/{id}/advance-stage", {
    given: anOpportunity,
    body: {},
    status: 200,
    answers: ({ id }) => ({
      data: {
        ...{ opportunity_id: id, previous_stage: "discovery", stage: "qualification" },
        ...{ status: "open", probability: 45 },
      },
    }),
    events: ["opportunity.stage_changed"],
  }),
  row("POST /opportunities/{id}/advance-stage", {
    name: "a stage in the body jumps, to the end too",
    given: anOpportunity,
    body: { stage: "closed_won" },
    status: 200,
    answers: { data: { stage: "closed_won", status: "won", probability: 100 } },
    events: ["opportunity.stage_changed", "opportunity.won"],
  }),
  row("POST /opportunities/{id}/advance-stage", {
    name: "what is won does not advance",
    given: aWonOpportunity,
    status: 409,
    answers: { code: "CONFLICT", details: [{ stage: "closed_won", status: "won" }] },
  }),
  row("GET /pipeline", { status: 200, answers: { data: { stages } } }),
  row("PUT /pipeline", { body: { stages: shipped }, status: 200, answers: { data: { stages } } }),
  row("PUT /pipeline", {
    name: "a stale If-Match changes nothing",
    headers: { "If-Match": '"7-stale"' },
    body: { stages: shipped },
    status: 412,
    answers: { code: "PRECONDITION_FAILED" },
  }),
  row("PUT /pipeline", {
    name: "a stage with opportunities is not removed",
    given: anOpportunity,
    body: { stages: shipped.slice(1) },
    status: 409,
    answers: { code: "CONFLICT", details: [{ code: "stage_in_use" }] },
  }),
];
