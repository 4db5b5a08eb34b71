import { blankEvents } from "../events/record.ts";
import { anyTable } from "../kit/entity.ts";
import { halves } from "../kit/erase.ts";
import type { Reading } from "../kit/records.ts";
import type { EntityType } from "./entity-types.ts";

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
  await eraseHistory(context, type, ids);
  for (const [table, column] of Object.entries(namedIn)) {
    await anyTable(context.db)
      .updateTable(table)
      .set({ [column]: null })
      .where(column, "in", [...ids])
      .execute();
  }
}

const history = [
  { type: "note", table: "notes", id: "note_id" },
  { type: "activity", table: "activities", id: "activity_id" },
] as const;

async function eraseHistory(context: Reading, owner: EntityType, ids: readonly number[]): Promise<void> {
  for (const { type, table, id } of history) {
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
    if (type === "activity") await forgetActivities(context, gone);
  }
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
