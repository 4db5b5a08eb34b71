import type { Kysely } from "kysely";
import { sql } from "kysely";
import type { Tables } from "../store/tables.ts";
import { forgetAnswersTo } from "../webhooks/forget-answers.ts";
import type { NewEvent } from "./log.ts";

/** The record that an event tells of: `lead.created` of the lead whose `lead_id` stands in its data. */
export function recordOf({ event, data }: Pick<NewEvent, "event" | "data">) {
  const entity = event.slice(0, event.indexOf("."));
  const id = data[`${entity}_id`];
  return { entity, entity_id: typeof id === "number" ? id : null };
}

/** What stands in place of the data of an event whose record was erased. */
export const blankData = sql<string>`'{"' || entity || '_id":' || entity_id || ',"erased":true}'`;

/**
 * Takes what events tell of erased records, and what webhooks answered to that; the events stay, each in its place in the log. With `most` at most so many
 * are changed. Returns how many were.
 */
export async function blankEvents(
  db: Kysely<Tables>,
  entity: string,
  ids: readonly number[],
  most?: number,
): Promise<number> {
  if (ids.length === 0) return 0;
  let telling = db
    .selectFrom("events")
    .select("event_id")
    .where("entity", "=", entity)
    .where("entity_id", "in", [...ids])
    .where("data", "<>", blankData);
  if (most !== undefined) telling = telling.limit(most);
  const blanked = await db
    .updateTable("events")
    .set({ data: blankData })
    .where("event_id", "in", telling)
    .returning("event_id")
    .execute();
  await forgetAnswersTo(
    db,
    blanked.map(({ event_id }) => event_id),
  );
  return blanked.length;
}
