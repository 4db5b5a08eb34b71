import { sql } from "kysely";
import { holds } from "../access/authenticate.ts";
import type { Permission } from "../access/permissions.ts";
import { invalid } from "../errors.ts";
import { anyTable, type Entity, type RecordRights, type Row } from "../kit/entity.ts";
import { severalOf } from "../kit/filters.ts";
import type { Context } from "../kit/operation.ts";
import { contact } from "./contact-record.ts";
import type { EntityType, NotedType } from "./entity-types.ts";
import { lead } from "./lead-record.ts";
import { opportunity } from "./opportunity-record.ts";
import { prospect } from "./prospect-record.ts";

type Permissions<Type extends string> = Readonly<
  Record<Type, { readonly read: Permission; readonly write: Permission }>
>;

/** The permission that reading or writing something of an entity asks for. */
export const entityPermission: Permissions<EntityType> = {
  lead: { read: "leads:read", write: "leads:write" },
  contact: { read: "contacts:read", write: "contacts:write" },
  opportunity: { read: "opportunities:read", write: "opportunities:write" },
  prospect: { read: "prospects:read", write: "prospects:write" },
};

/** The same for notes, by what they are about. */
export const notePermission: Permissions<NotedType> = {
  ...entityPermission,
  conversation: { read: "conversations:read", write: "conversations:write" },
};

/** Rights of what belongs to a record of these types by `entity_type`: those of the record's own entity. */
export const rightsByType = (types: readonly NotedType[]): RecordRights => ({
  of: (record, right) => notePermission[record["entity_type"] as NotedType][right],
  readable({ actor }) {
    const held = types.filter((type) => holds(actor, notePermission[type].read));
    return held.length === types.length ? sql`true` : sql`entity_type in (${sql.join(["", ...held])})`;
  },
});

/** Asks for the right to read each entity that a filter names, so that nobody takes an empty list for an answer. */
export function requireNamedTypes(context: Context, types: unknown): void {
  if (types === undefined) return;
  for (const type of severalOf(String(types))) context.require(notePermission[type as NotedType].read);
}

/** Refuses a filter by `entity_id` alone: a lead and a contact may have the same id. Throws VALIDATION_ERROR. */
export function requireTypeOfId(query: Row): void {
  if (query["entity_id"] === undefined || query["entity_type"] !== undefined) return;
  throw invalid("entity_type", "Name entity_type beside entity_id: records of several types have this id.", "required");
}

const entities: Readonly<Record<NotedType, Pick<Entity, "table" | "id">>> = {
  ...{ lead, contact, opportunity, prospect },
  conversation: { table: "conversations", id: "conversation_id" },
};

/**
 * Throws VALIDATION_ERROR, about the field that names it, unless the record that something shall belong to exists. Null
 * and undefined name none.
 */
export async function requireEntity(
  context: Pick<Context, "db" | "space">,
  type: NotedType,
  id: number | null | undefined,
  field = "entity_id",
): Promise<void> {
  if (id === null || id === undefined || (await entityExists(context, type, id))) return;
  const named = field === "entity_id" ? "entity_type and entity_id" : field;
  throw invalid(field, `There is no ${type} ${id}. Check ${named}.`, "unknown_id");
}

/** Of a record's links to these types, those to what is deleted by now: each field with null, to let go of it. */
export async function lostLinks(
  context: Pick<Context, "db" | "space">,
  record: Row,
  types: readonly EntityType[],
): Promise<Row> {
  const lost: Row = {};
  for (const type of types) {
    const field = `${type}_id`;
    const id = record[field] as number | null;
    if (id !== null && !(await entityExists(context, type, id))) lost[field] = null;
  }
  return lost;
}

/** True when such a record stands; then nobody deletes it before this transaction ends. */
export async function entityExists(
  { db, space }: Pick<Context, "db" | "space">,
  type: NotedType,
  id: number,
): Promise<boolean> {
  const entity = entities[type];
  const select = anyTable(db)
    .selectFrom(entity.table)
    .select(entity.id)
    .where(entity.id, "=", id)
    .where("deleted_at", "is", null);
  // SQLite runs one transaction at a time, so that only Postgres needs the lock.
  const found = await (space.engine === "postgres" ? select.forKeyShare() : select).executeTakeFirst();
  return found !== undefined;
}
