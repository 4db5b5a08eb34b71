import { type SqlBool, sql } from "kysely";
import { z } from "zod";
import { requirePermission } from "../access/authenticate.ts";
import { AppError, invalid } from "../errors.ts";
import type { Entity } from "../kit/entity.ts";
import { choice, flag, number } from "../kit/filters.ts";
import { listQuery, listRecords } from "../kit/list.ts";
import { type Context, operation } from "../kit/operation.ts";
import { deleteRecord, findRecord, findStored, restoreRecord } from "../kit/records.ts";
import { answer, createOperation, idParams, pageOf, updateOperation } from "../kit/resource.ts";
import { entityPermission, requireEntity } from "./entity-links.ts";
import { type EntityType, entityTypes } from "./entity-types.ts";
import { noteRecord } from "./note-record.ts";

const note: Entity<typeof noteRecord> = {
  name: "note",
  table: "notes",
  id: "note_id",
  path: "/notes",
  permission: { read: "entity:read", write: "entity:write", delete: "entity:write" },
  record: noteRecord,
  // Pinned first, then the newest: ties are broken by id.
  sort: ["is_pinned", "created_at", "updated_at", "note_id"],
  filters: {
    entity_type: choice(entityTypes),
    entity_id: number("The record it belongs to; name entity_type beside it."),
    is_pinned: flag("Only pinned ones, or only the others."),
  },
  search: (record) => ({ title: "", subtitle: "", words: String(record["content"]) }),
  events: { created: "note.created" },
};

const content = z.string().trim().min(1).max(20_000).describe("Markdown text, up to 20,000 characters.");
const createBody = z.strictObject({
  entity_type: z.enum(entityTypes),
  entity_id: z.int().positive(),
  content,
  is_pinned: z.boolean().default(false),
});
const updateBody = z.strictObject({ content, is_pinned: z.boolean() }).partial();

/** Asks for the permission of each entity that `types` names, separated by commas as in a filter. */
function requireEntityOf(context: Context, types: unknown, right: "read" | "write"): void {
  for (const type of String(types).split(",")) context.require(entityPermission[type.trim() as EntityType][right]);
}

/** Asks for the right to change a note, deleted or not, where there is one. */
async function requireNoteWrite(context: Context, id: number): Promise<void> {
  const found = await findStored(context.db, note, id);
  if (found !== undefined) requireEntityOf(context, found.record["entity_type"], "write");
}

function readableTypes({ actor }: Context): EntityType[] {
  return entityTypes.filter((type) => {
    try {
      requirePermission(actor, entityPermission[type].read);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  });
}

export const noteOperations = [
  operation(
    "GET /notes",
    {
      summary: "List notes for an entity",
      description:
        "Pinned notes first, then the newest. Name entity_type and entity_id, or neither for every note you may read.",
      permission: "entity:read",
      query: listQuery(note),
      returns: pageOf(noteRecord),
      envelope: "page",
      etag: true,
    },
    async (context, { query }) => {
      if ((query["entity_type"] === undefined) !== (query["entity_id"] === undefined)) {
        throw invalid("entity_id", "Name both entity_type and entity_id, or neither.", "required");
      }
      const types = query["entity_type"] === undefined ? readableTypes(context) : [];
      if (query["entity_type"] !== undefined) requireEntityOf(context, query["entity_type"], "read");
      const scope =
        query["entity_type"] === undefined ? [sql<SqlBool>`entity_type in (${sql.join(["", ...types])})`] : [];
      return (await listRecords(context, note, query, scope)) as never;
    },
  ),
  createOperation("/notes", note, {
    summary: "Add a note to any CRM entity",
    body: createBody,
    example: {
      entity_type: "lead",
      entity_id: 42,
      content: "Spoke with John. Interested in managed services for 50 endpoints.",
      is_pinned: false,
    },
    async check(context, body) {
      requireEntityOf(context, body.entity_type, "write");
      await requireEntity(context, body.entity_type, body.entity_id);
      const { actor } = context;
      const author = actor.kind === "employee" ? actor.employee : null;
      const name = actor.kind === "secret" ? actor.key.name : null;
      return { ...body, author_id: author?.employee_id ?? null, author_name: author?.name ?? name };
    },
  }),
  operation(
    "GET /notes/{id}",
    { summary: "Get a note", permission: "entity:read", params: idParams, returns: noteRecord, etag: true },
    async (context, { params }) => {
      const found = await findRecord(context.db, note, params.id);
      requireEntityOf(context, found.record["entity_type"], "read");
      return answer(found);
    },
  ),
  updateOperation("/notes/{id}", note, {
    summary: "Update a note",
    body: updateBody,
    example: { is_pinned: true },
    async check(context, body, current) {
      requireEntityOf(context, current.record["entity_type"], "write");
      return body;
    },
  }),
  operation(
    "DELETE /notes/{id}",
    {
      summary: "Delete a note",
      description: "It is gone from every read at once and can be restored for 30 days.",
      permission: "entity:write",
      params: idParams,
      query: z.strictObject({ purge: z.boolean().default(false).describe("true erases for good.") }),
      returns: z.object({ note_id: z.int(), deleted: z.literal(true) }),
    },
    async (context, { params, query }) => {
      await requireNoteWrite(context, params.id);
      return (await deleteRecord(context, note, params.id, query.purge)) as never;
    },
  ),
  operation(
    "POST /notes/{id}/restore",
    {
      summary: "Restore a deleted note",
      permission: "entity:write",
      params: idParams,
      returns: noteRecord,
      errors: { CONFLICT: "It is not deleted." },
    },
    async (context, { params }) => {
      await requireNoteWrite(context, params.id);
      return answer(await restoreRecord(context, note, params.id));
    },
  ),
] as const;
