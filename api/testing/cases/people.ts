import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

/** A contact, named as paths and lists name it. */
export async function aContact(stage: Stage, more: object = {}) {
  const { contact_id, email } = await stage.make("POST /people", { email: stage.freshEmail(), ...more });
  return { id: contact_id as number, email: email as string };
}

async function aDeletedContact(stage: Stage) {
  const contact = await aContact(stage);
  await stage.make(`DELETE /people/${contact.id}`);
  return contact;
}

export const cases = [
  row("GET /people", {
    given: aContact,
    query: ({ email }) => ({ email }),
    status: 200,
    answers: ({ id, email }) => ({
      data: [{ contact_id: id, email }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("POST /people", {
    given: (stage) => ({ email: stage.freshEmail() }),
    body: ({ email }) => ({ email, first_name: "Jane", title: "IT Director", tags: ["vip"] }),
    status: 201,
    answers: ({ email }) => ({ data: { email, first_name: "Jane", title: "IT Director", tags: ["vip"] } }),
    events: ["contact.created"],
  }),
  row("POST /people", {
    name: "a second contact with the email is refused, and the first is named",
    given: aContact,
    body: ({ email }) => ({ email }),
    status: 409,
    answers: ({ id }) => ({ code: "DUPLICATE", details: [{ field: "email", existing: { type: "contact", id } }] }),
  }),
  row("POST /people", {
    name: "on_duplicate=update changes the contact that stands",
    given: aContact,
    query: { on_duplicate: "update" },
    body: ({ email }) => ({ email, first_name: "Ana" }),
    status: 200,
    answers: ({ id }) => ({ data: { contact_id: id, first_name: "Ana" } }),
    events: ["contact.updated"],
  }),
  row("GET /people/{id}", {
    given: aContact,
    status: 200,
    answers: ({ id }) => ({ data: { contact_id: id, activities: [], notes: [], prospect: null } }),
  }),
  row("PUT /people/{id}", {
    given: aContact,
    body: { title: "CTO" },
    status: 200,
    answers: ({ id, email }) => ({ data: { contact_id: id, email, title: "CTO" } }),
    events: ["contact.updated"],
  }),
  row("PUT /people/{id}", {
    name: "a stale If-Match changes nothing",
    given: aContact,
    headers: { "If-Match": '"7-stale"' },
    body: { title: "CTO" },
    status: 412,
    answers: { code: "PRECONDITION_FAILED" },
  }),
  row("DELETE /people/{id}", {
    given: aContact,
    status: 200,
    answers: ({ id }) => ({ data: { contact_id: id, deleted: true } }),
    events: ["contact.deleted"],
  }),
  row("POST /people/{id}/restore", {
    given: aDeletedContact,
    status: 200,
    answers: ({ id, email }) => ({ data: { contact_id: id, email } }),
    events: ["contact.updated"],
  }),
  row("POST /people/{id}/restore", {
    name: "what is not deleted cannot be restored",
    given: aContact,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
];
