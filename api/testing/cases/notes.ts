import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead } from "./leads.ts";

async function aConversation(stage: Stage) {
  return { id: (await (await stage.visit()).say("hello")).conversation_id as number };
}

async function aConversationNote(stage: Stage) {
  const { id } = await aConversation(stage);
  const about = { entity_type: "conversation", entity_id: id } as const;
  const sent = { ...about, content: "Wants a discount", client_id: `note-of-${id}` };
  const { note_id } = await stage.make("POST /notes", sent);
  return { id: note_id as number, about, sent };
}

async function aNote(stage: Stage) {
  const lead = await aLead(stage);
  const note = await stage.make("POST /notes", { entity_type: "lead", entity_id: lead.id, content: "Spoke with John" });
  return { id: note.note_id as number, lead_id: lead.id };
}

async function aDeletedNote(stage: Stage) {
  const note = await aNote(stage);
  await stage.make(`DELETE /notes/${note.id}`);
  return note;
}

export const cases = [
  row("GET /notes", {
    needs: ["leads:read"],
    given: aNote,
    query: ({ lead_id }) => ({ entity_type: "lead", entity_id: lead_id }),
    status: 200,
    answers: ({ id }) => ({ data: [{ note_id: id, content: "Spoke with John" }], pagination: { total: 1 } }),
  }),
  row("GET /notes", {
    name: "an entity_type without an entity_id is refused",
    query: { entity_type: "lead" },
    status: 400,
    answers: { details: [{ field: "entity_id", code: "required" }] },
  }),
  row("POST /notes", {
    needs: ["leads:write"],
    given: aLead,
    body: ({ id }) => ({ entity_type: "lead", entity_id: id, content: "Spoke with John" }),
    status: 201,
    answers: ({ id }) => ({
      data: { entity_type: "lead", entity_id: id, content: "Spoke with John", is_pinned: false },
    }),
    events: ["note.created"],
  }),
  row("POST /notes", {
    name: "a note of a conversation takes the right to write in it",
    needs: ["conversations:write"],
    given: aConversation,
    body: ({ id }) => ({ entity_type: "conversation", entity_id: id, content: "Wants a discount" }),
    status: 201,
    answers: ({ id }) => ({ data: { entity_type: "conversation", entity_id: id, content: "Wants a discount" } }),
    events: ["note.created"],
  }),
  row("POST /notes", {
    name: "a note about a conversation that is not there is refused",
    needs: ["conversations:write"],
    body: { entity_type: "conversation", entity_id: 999_999, content: "Nobody" },
    status: 400,
    answers: { details: [{ field: "entity_id", code: "unknown_id" }] },
  }),
  row("GET /notes", {
    name: "notes of a conversation are listed for who may read it",
    needs: ["conversations:read"],
    given: aConversationNote,
    query: ({ about }) => about,
    status: 200,
    answers: ({ id }) => ({ data: [{ note_id: id, content: "Wants a discount" }], pagination: { total: 1 } }),
  }),
  row("GET /notes/{id}", {
    needs: ["leads:read"],
    given: aNote,
    status: 200,
    answers: ({ id }) => ({ data: { note_id: id, content: "Spoke with John" } }),
  }),
  row("PUT /notes/{id}", {
    needs: ["leads:write"],
    given: aNote,
    body: { is_pinned: true },
    status: 200,
    answers: { data: { content: "Spoke with John", is_pinned: true } },
  }),
  row("DELETE /notes/{id}", {
    needs: ["leads:write"],
    given: aNote,
    status: 200,
    answers: ({ id }) => ({ data: { note_id: id, deleted: true } }),
  }),
  row("POST /notes/{id}/restore", {
    needs: ["leads:write"],
    given: aDeletedNote,
    status: 200,
    answers: ({ id }) => ({ data: { note_id: id } }),
  }),
];
