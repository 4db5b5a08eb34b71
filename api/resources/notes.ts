import { z } from "zod";
import { invalid } from "../errors.ts";
import { defineEntity } from "../kit/entity.ts";
import { choice, flag, number } from "../kit/filters.ts";
import { listOperation } from "../kit/list-operation.ts";
import { createOperation, deleteOperation, readOperation, restoreOperation, updateOperation } from "../kit/resource.ts";
import {
  entityPermission,
  requireEntity,
  requireNamedTypes,
  requireTypeOfId,
  rightsByEntityType,
} from "./entity-links.ts";
import { entityTypes } from "./entity-types.ts";
import { noteRecord } from "./note-record.ts";

export const note = defineEntity({
  name: "note",
  table: "notes",
  id: "note_id",
  path: "/notes",
  permission: { read: "entity:read", write: "entity:write", delete: "entity:write" },
  rights: rightsByEntityType,
  record: noteRecord,
  // Pinned first, then the newest: ties are broken by id.
  sort: ["is_pinned", "created_at", "updated_at", "note_id"],
  filters: {
    entity_type: choice(entityTypes),
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

const content = z.string().trim().min(1).max(20_000).describe("Markdown text, up to 20,000 characters.");
const isPinned = z.boolean().describe("Pinned notes stand before all others of their record.");
const createBody = z.strictObject({
  entity_type: z.enum(entityTypes).describe("The type of the record it is about."),
  entity_id: z.int().positive().describe("The id of that record, which must exist."),
  content,
  is_pinned: isPinned.default(false),
});
const updateBody = z.strictObject({ content, is_pinned: isPinned }).partial();

export const noteOperations = [
  listOperation("/notes", note, {
    summary: "List notes for an entity",
    description:
      "Pinned notes first, then the newest. Name entity_type and entity_id, or neither for every note you may read. Notes of a deleted record stay for as long as it can be restored.",
    check(context, query) {
      requireTypeOfId(query);
      if (query["entity_type"] !== undefined && query["entity_id"] === undefined) {
        throw invalid("entity_id", "Name both entity_type and entity_id, or neither.", "required");
      }
      requireNamedTypes(context, query["entity_type"]);
    },
  }),
  createOperation("/notes", note, {
    summary: "Add a note to any CRM entity",
    description:
      "It is about one record, which must exist, and takes that record's :write permission: leads:write for a lead. Its author is the signed-in employee, or the key by its name.",
    body: createBody,
    example: {
      entity_type: "lead",
      entity_id: 42,
      content: "Spoke with John. Interested in managed services for 50 endpoints.",
      is_pinned: false,
    },
    async check(context, body) {
      context.require(entityPermission[body.entity_type].write);
      await requireEntity(context, body.entity_type, body.entity_id);
      const { actor } = context;
      const author = actor.kind === "employee" ? actor.employee : null;
      const name = actor.kind === "secret" ? actor.key.name : null;
      return { ...body, author_id: author?.employee_id ?? null, author_name: author?.name ?? name };
    },
  }),
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
