import { z } from "zod";
import { holds } from "../access/authenticate.ts";
import { decode } from "../kit/columns.ts";
import { anyTable, type Embed, type Entity, type Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import { contact } from "./contact-record.ts";
import { entityPermission } from "./entity-links.ts";
import { type EntityType, entityTypes } from "./entity-types.ts";
import { lead } from "./lead-record.ts";
import { opportunity } from "./opportunity-record.ts";
import { prospect } from "./prospect-record.ts";

const entities: Readonly<Record<EntityType, Entity>> = { lead, contact, opportunity, prospect };

export const aboutSchemas = {
  about: z
    .object({
      type: z.enum(entityTypes).describe("What kind of record it is."),
      id: z.int().describe("Its id."),
      title: z.string().describe("What it is called."),
    })
    .nullable()
    .describe("The record it is about; null when that is deleted, and for who may not read it."),
};

interface Link {
  readonly activity_id: number;
  readonly entity_type: string;
  readonly entity_id: number;
}

/** The record that an activity is about, by its name. */
export const about: Embed = async ({ db, actor }, ids) => {
  const links: Link[] = await db
    .selectFrom("activities")
    .select(["activity_id", "entity_type", "entity_id"])
    .where("activity_id", "in", [...ids])
    .execute();
  const found = new Map<number, unknown>(ids.map((id) => [id, null]));
  for (const type of entityTypes) {
    const ofType = links.filter(({ entity_type }) => entity_type === type);
    if (ofType.length === 0 || !holds(actor, entityPermission[type].read)) continue;
    const titles = await titlesOf(db, entities[type], [...new Set(ofType.map(({ entity_id }) => entity_id))]);
    for (const { activity_id, entity_id: id } of ofType) {
      const title = titles.get(id);
      if (title !== undefined) found.set(activity_id, { type, id, title });
    }
  }
  return found;
};

async function titlesOf(
  db: Context["db"],
  entity: Entity,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await anyTable(db)
    .selectFrom(entity.table)
    .selectAll()
    .where(entity.id, "in", ids)
    .where("deleted_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row[entity.id] as number, titleOf(entity, decode(entity, row))]));
}

/** What a record is called, however little is known of it. */
function titleOf(entity: Entity, record: Row): string {
  const { name, id, search } = entity;
  const known = [search?.(record).title, record["email"], record["company_name"], record["phone"]];
  const title = known.find((text) => typeof text === "string" && text.trim() !== "");
  return title ?? `${name.charAt(0).toUpperCase()}${name.slice(1)} ${record[id]}`;
}
