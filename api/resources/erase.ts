import { blankEvents } from "../events/record.ts";
import { anyTable } from "../kit/entity.ts";
import { halves } from "../kit/erase.ts";
import type { Reading } from "../kit/records.ts";
import type { EntityType, NotedType } from "./entity-types.ts";

/**
 * Takes along what belongs to records that are erased: their notes and activities with what the log tells of those, and
 * every mention of their ids, in the column that `namedIn` gives for a table. Fires nothing: who names an erased record lost it from every read when
 * it was deleted.
 */
export async function eraseBelongings(
  context: Reading,
  type: EntityType,
  ids: readonly number[],
  namedIn: Readonly<{ [table: string]: string }>,
): Promise<void> {
  await eraseNotes(context, type, ids);
  const activities = await eraseOwned(context, "activity", type, ids);
  await forgetActivities(context, activities);
  for (const [table, column] of Object.entries(namedIn)) {
    await anyTable(context.db)
      .updateTable(table)
      .set({ [column]: null })
      .where(column, "in", [...ids])
      .execute();
  }
}

/** Takes along what colleagues noted on records or conversations that are erased, and what the log tells of it. */
export async function eraseNotes(context: Reading, owner: NotedType, ids: readonly number[]): Promise<void> {
  await eraseOwned(context, "note", owner, ids);
}

const history = {
  note: { table: "notes", id: "note_id" },
  activity: { table: "activities", id: "activity_id" },
} as const;

/** Returns the ids of what was erased. */
async function eraseOwned(
  context: Reading,
  type: keyof typeof history,
  owner: NotedType,
  ids: readonly number[],
): Promise<readonly number[]> {
  const { table, id } = history[type];
  const gone: number[] = [];
  for (const half of halves) {
    const erasing = anyTable(context.db).deleteFrom(table).where("entity_type", "=", owner);
    const rows = await erasing
      .where("entity_id", "in", [...ids])
      .where(half)
      .returning(id)
      .execute();
    gone.push(...rows.map((row) => row[id] as number));
  }
  for (const one of gone) await context.space.search.remove(context.db, type, one);
  await blankEvents(context.db, type, gone);
  return gone;
}

/** The activity that told of a conversation is erased: the conversation has none. */
export async function forgetActivities({ db }: Pick<Reading, "db">, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable("conversations")
    .set({ activity_id: null })
    .where("activity_id", "in", [...ids])
    .execute();
}
