import { z } from "zod";
import { clientId } from "../conversations/conversation.schema.ts";
import { epoch } from "../conversations/widget-schemas.ts";
import { AppError, invalid } from "../errors.ts";
import { defineEntity } from "../kit/entity.ts";
import { choice, flag, number } from "../kit/filters.ts";
import { listOperation } from "../kit/list-operation.ts";
import { operation } from "../kit/operation.ts";
import { type Found, insertRecord, toFound, type Writing } from "../kit/records.ts";
import {
  answer,
  createdAnswer,
  deleteOperation,
  readOperation,
  restoreOperation,
  updateOperation,
} from "../kit/resource.ts";
import { notePermission, requireEntity, requireNamedTypes, requireTypeOfId, rightsByType } from "./entity-links.ts";
import { notedTypes } from "./entity-types.ts";
import { noteContent, notePinned } from "./note.schema.ts";
import { noteRecord } from "./note-record.ts";
import { findSentNote, type NoteAuthor, noteAuthor, type SentAs, sentAs } from "./sent-notes.ts";

export const note = defineEntity({
  name: "note",
  table: "notes",
  id: "note_id",
  path: "/notes",
  permission: { read: "entity:read", write: "entity:write", delete: "entity:write" },
  rights: rightsByType(notedTypes),
  record: noteRecord,
  // Pinned first, then the newest: ties are broken by id.
  sort: ["is_pinned", "created_at", "updated_at", "note_id"],
  filters: {
    entity_type: choice(notedTypes),
    entity_id: number("The record it belongs to; name entity_type beside it."),
    is_pinned: flag("Only pinned ones, or only the others."),
  },
  searched: "the note's text",
  search: (record) => ({ title: "", subtitle: "", words: String(record["content"]) }),
  events: { created: "note.created" },
  indexes: {
    notes_pinned: "",
    notes_created: "sort=created_at",
    notes_updated: "sort=updated_at",
    notes_entity_pinned: "entity_type=lead&entity_id=1",
  },
});

const createBody = z.strictObject({
  entity_type: z.enum(notedTypes).describe("The type of the record it is about."),
  entity_id: z.int().positive().describe("The id of that record, which must exist."),
  content: noteContent,
  is_pinned: notePinned.default(false),
  client_id: clientId
    .optional()
    .describe(
      "Your own id of this note (8–64 of A–Z a–z 0–9 _ -): sent again, however much later, it never stores a second note.",
    ),
  epoch: epoch
    .max(64)
    .optional()
    .describe("The `epoch` in which you saw the record: after a restore its id may be another one's."),
});
type NewNote = Omit<z.output<typeof createBody>, "client_id" | "epoch">;

const updateBody = z.strictObject({ content: noteContent, is_pinned: notePinned }).partial();

const postNote = operation(
  "POST /notes",
  {
    summary: "Add a note to any CRM entity or a conversation",
    description:
      "It is about one record, which must exist, and takes that record's :write permission: leads:write for a lead, conversations:write for a conversation. Its author is the signed-in employee, or the key by its name. Of a conversation it is for colleagues alone: the visitor never sees it, and it has no place among the messages.",
    permission: note.permission.write,
    body: createBody,
    returns: noteRecord,
    status: 201,
    alsoAnswers: { 200: "The note as it is now, which you sent under this `client_id` before." },
    errors: {
      DUPLICATE: "This client_id was used before for another note.",
      CONFLICT: "The database was restored from a backup since `epoch`: nothing was added.",
    },
    events: ["note.created"],
    example: {
      entity_type: "lead",
      entity_id: 42,
      content: "Spoke with John. Interested in managed services for 50 endpoints.",
      is_pinned: false,
    },
  },
  async (context, { body: { client_id, epoch, ...sent } }) => {
    context.require(notePermission[sent.entity_type].write);
    const author = noteAuthor(context.actor);
    const as = client_id === undefined ? undefined : sentAs(client_id, sent);
    const before = as && (await findSentNote(context, author, as));
    if (before !== undefined) return answer(await toFound(context, note, before), {}, 200);
    if (epoch !== undefined && epoch !== context.space.epoch) throw writtenBefore();
    const created = await insertNote(context, sent, { ...author, ...as });
    return createdAnswer(context.api.config.basePath, note, created) as never;
  },
);

const writtenBefore = () =>
  new AppError(
    "CONFLICT",
    "The database was restored from a backup after this was written. Look what the note is about, then send it again.",
  );

/** Stores a note; of a conversation it is told as part of that one's story. Throws VALIDATION_ERROR without its record. */
export async function insertNote(
  context: Writing,
  sent: NewNote,
  columns: NoteAuthor & Partial<SentAs>,
): Promise<Found> {
  const { entity_type, entity_id } = sent;
  await requireEntity(context, entity_type, entity_id);
  const story = entity_type === "conversation" ? entity_id : undefined;
  const emit: Writing["emit"] = (event, data) => context.emit(event, data, story);
  return await insertRecord({ ...context, emit }, note, { ...sent, ...columns });
}

export const noteOperations = [
  listOperation("/notes", note, {
    summary: "List notes for an entity",
    description:
      "Pinned notes first, then the newest. Name entity_type and entity_id, or neither for every note you may read. Those of a conversation are read with conversations:read. Notes of a deleted record stay for as long as it can be restored.",
    check(context, query) {
      requireTypeOfId(query);
      if (query["entity_type"] !== undefined && query["entity_id"] === undefined) {
        throw invalid("entity_id", "Name both entity_type and entity_id, or neither.", "required");
      }
      requireNamedTypes(context, query["entity_type"]);
    },
  }),
  postNote,
  readOperation("/notes/{id}", note, "Get a note"),
  updateOperation("/notes/{id}", note, {
    summary: "Update a note",
    description:
      "Changes only what the body names: the text, or whether it is pinned. Author and record stay. Fires no event.",
    body: updateBody,
    example: { is_pinned: true },
    check: async (_, body) => body,
  }),
  deleteOperation("/notes/{id}", note),
  restoreOperation("/notes/{id}/restore", note),
] as const;
