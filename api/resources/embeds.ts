import { sql } from "kysely";
import { z } from "zod";
import { holds } from "../access/authenticate.ts";
import type { Permission } from "../access/permissions.ts";
import type { Embed, Entity, Rights, Row } from "../kit/entity.ts";
import { activityRecord } from "./activity-record.ts";
import type { EntityType } from "./entity-types.ts";
import { noteRecord } from "./note-record.ts";

/** What a detail shows of what was done with its record and written about it. */
export const history = (type: EntityType) => ({
  activities: listedWith("activities:read", latestActivities(type)),
  notes: notesOf(type),
});

export const historySchemas = {
  activities: z.array(activityRecord).describe("The latest 20; none without activities:read."),
  notes: z.array(noteRecord).describe("Pinned first, then newest."),
};

const latestActivities =
  (type: EntityType): Embed =>
  async ({ db }, ids) => {
    const { rows } = await sql<Row>`
      select * from (
        select activities.*,
          row_number() over (partition by entity_id order by created_at desc, activity_id desc) as place
        from activities where entity_type = ${type} and deleted_at is null and entity_id in (${sql.join(ids)})
      ) as latest where place <= 20 order by created_at desc, activity_id desc
    `.execute(db);
    return grouped(rows, "entity_id", ({ place: _, deleted_at: __, version: ___, ...row }) => ({
      ...row,
      completed: row["completed"] === 1,
    }));
  };

const notesOf =
  (type: EntityType): Embed =>
  async ({ db }, ids) => {
    const { rows } = await sql<Row>`
      select note_id, entity_type, entity_id, content, is_pinned, author_id, author_name, created_at, updated_at
      from notes where entity_type = ${type} and deleted_at is null and entity_id in (${sql.join(ids)})
      order by is_pinned desc, note_id desc
    `.execute(db);
    return grouped(rows, "entity_id", (row) => ({ ...row, is_pinned: row["is_pinned"] === 1 }));
  };

/** An embed of other records, for callers who may read those; others get null. */
export const readableWith =
  (permission: Permission, embed: Embed): Embed =>
  async (context, ids) =>
    holds(context.actor, permission) ? await embed(context, ids) : new Map(ids.map((id) => [id, null]));

/** The same for lists that a detail always has: others get an empty one. */
export const listedWith =
  (permission: Permission, embed: Embed): Embed =>
  async (context, ids) =>
    holds(context.actor, permission) ? await embed(context, ids) : new Map();

/** Records of another entity that belong to this one: the column that says so, and what of them is shown. */
interface Linked {
  readonly entity: Pick<Entity, "table" | "id" | "path"> & { readonly permission: { readonly read: Rights["read"] } };
  readonly owner: string;
  readonly summary: z.ZodObject;
}

const mostLinked = 100;

/** The newest of them; an account may have more than a detail can hold. */
export const newestLinked = ({ entity: { table, id, permission }, owner, summary }: Linked): Embed =>
  readableWith(permission.read as Permission, async ({ db }, ids) => {
    const columns = Object.keys(summary.shape).map((name) => sql.ref(name));
    const newestFirst = sql`created_at desc, ${sql.ref(id)} desc`;
    const { rows } = await sql<Row>`
      select ${sql.join(columns)}, ${sql.ref(owner)} as owner from (
        select *, row_number() over (partition by ${sql.ref(owner)} order by ${newestFirst}) as place
        from ${sql.table(table)} where deleted_at is null and ${sql.ref(owner)} in (${sql.join(ids)})
      ) as newest where place <= ${mostLinked} order by ${newestFirst}
    `.execute(db);
    return grouped(rows, "owner", ({ owner: _, ...row }) => row);
  });

/** What `newestLinked` answers. */
export const linkedSchema = <Summary extends z.ZodObject>({ entity, owner, summary }: Linked & { summary: Summary }) =>
  z
    .array(summary)
    .nullable()
    .describe(
      `The newest ${mostLinked} (GET ${entity.path}?${owner}= lists all); null without ${entity.permission.read}.`,
    );

/** Rows by the id in their column `key`, in their order. */
export function grouped(rows: readonly Row[], key: string, show: (row: Row) => Row): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const group = groups.get(row[key] as number) ?? [];
    groups.set(row[key] as number, group);
    group.push(show(row));
  }
  return groups;
}
