import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

/** A lead, named as paths and lists name it. */
export async function aLead(stage: Stage) {
  const { lead_id, email } = await stage.makeLead();
  return { id: lead_id as number, email: email as string };
}

export const anAgent = async (stage: Stage) => (await stage.employ(`Agent ${stage.freshEmail()}`)).employee_id;

async function aDeletedLead(stage: Stage) {
  const lead = await aLead(stage);
  await stage.make(`DELETE /leads/${lead.id}`);
  return lead;
}

export const cases = [
  row("GET /leads", {
    given: aLead,
    query: ({ email }) => ({ email }),
    status: 200,
    answers: ({ id, email }) => ({
      data: [{ lead_id: id, email, status: "new" }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("POST /leads", {
    given: (stage) => ({ email: stage.freshEmail() }),
    body: ({ email }) => ({ email, first_name: "Jane", source: "website_form" }),
    status: 201,
    answers: ({ email }) => ({ data: { email, first_name: "Jane", source: "website_form", status: "new" } }),
    events: ["lead.created"],
  }),
  row("POST /leads", {
    name: "a new lead with an assignee is announced as assigned",
    given: async (stage) => ({ email: stage.freshEmail(), employee_id: await anAgent(stage) }),
    body: ({ email, employee_id }) => ({ email, assigned_to: employee_id }),
    status: 201,
    answers: ({ employee_id }) => ({ data: { assigned_to: employee_id } }),
    events: ["lead.created", "lead.assigned"],
  }),
  row("POST /leads", {
    name: "a second open lead with the email is refused, and the first is named",
    given: aLead,
    body: ({ email }) => ({ email }),
    status: 409,
    answers: ({ id }) => ({ code: "DUPLICATE", details: [{ field: "email", existing: { type: "lead", id } }] }),
  }),
  row("POST /leads", {
    name: "on_duplicate=update changes the lead that stands",
    given: aLead,
    query: { on_duplicate: "update" },
    body: ({ email }) => ({ email, first_name: "Ana" }),
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, first_name: "Ana" } }),
    events: ["lead.updated"],
  }),
  row("GET /leads/{id}", {
    given: aLead,
    status: 200,
    answers: ({ id }) => ({
      data: {
        ...{ lead_id: id, activities: [], notes: [], conversations: [] },
        linked: { contact_id: null, prospect_id: null, opportunity_id: null },
      },
    }),
  }),
  row("PUT /leads/{id}", {
    given: aLead,
    body: { status: "contacted", score: 80 },
    status: 200,
    answers: ({ id, email }) => ({ data: { lead_id: id, email, status: "contacted", score: 80 } }),
    events: ["lead.updated"],
  }),
  row("PUT /leads/{id}", {
    name: "a new assignee is announced after the change",
    given: async (stage) => ({ ...(await aLead(stage)), employee_id: await anAgent(stage) }),
    body: ({ employee_id }) => ({ assigned_to: employee_id }),
    status: 200,
    answers: ({ employee_id }) => ({ data: { assigned_to: employee_id } }),
    events: ["lead.updated", "lead.assigned"],
  }),
  row("PUT /leads/{id}", {
    name: "values that stand already are no change",
    given: aLead,
    body: ({ email }) => ({ email, status: "new" }),
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, status: "new" } }),
  }),
  row("PUT /leads/{id}", {
    name: "a stale If-Match changes nothing",
    given: aLead,
    headers: { "If-Match": '"7-stale"' },
    body: { status: "contacted" },
    status: 412,
    answers: { code: "PRECONDITION_FAILED" },
  }),
  row("PUT /leads/{id}", {
    name: "the status converted is left to converting",
    given: aLead,
    body: { status: "converted" },
    status: 400,
    answers: { code: "VALIDATION_ERROR", details: [{ field: "status" }] },
  }),
  row("DELETE /leads/{id}", {
    given: aLead,
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, deleted: true } }),
    events: ["lead.deleted"],
  }),
  row("DELETE /leads/{id}", {
    name: "an owner erases for good",
    as: { kind: "employee", role: "owner", mode: "live" },
    given: aDeletedLead,
    query: { purge: true },
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, deleted: true } }),
  }),
  row("DELETE /leads/{id}", {
    name: "one that stood is announced as erased",
    as: { kind: "employee", role: "owner", mode: "live" },
    given: aLead,
    query: { purge: true },
    status: 200,
    answers: ({ id }) => ({ data: { lead_id: id, deleted: true } }),
    events: ["lead.deleted"],
  }),
  ...(
    [
      { kind: "secret", permissions: ["leads:delete"], mode: "live" },
      { kind: "employee", role: "admin", mode: "live" },
    ] as const
  ).map((as) =>
    row("DELETE /leads/{id}", {
      name: `erasing for good is not for ${as.kind === "secret" ? "a key" : "an admin"}`,
      as,
      given: aLead,
      query: { purge: true },
      status: 403,
      answers: { code: "FORBIDDEN" },
    }),
  ),
  row("POST /leads/{id}/restore", {
    given: aDeletedLead,
    status: 200,
    answers: ({ id, email }) => ({ data: { lead_id: id, email } }),
    events: ["lead.updated"],
  }),
  row("POST /leads/{id}/restore", {
    name: "what is not deleted cannot be restored",
    given: aLead,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
];
