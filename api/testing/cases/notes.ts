import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aLead } from "./leads.ts";

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
