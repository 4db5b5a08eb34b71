import { anyTable } from "../kit/entity.ts";
import type { Reading } from "../kit/records.ts";
import type { EntityType } from "./entity-types.ts";

/**
 * Takes along what belongs to records that are erased: their notes and activities, and every mention of their ids, in
 * the column that `namedIn` gives for a table. Fires nothing: who names an erased record lost it from every read when
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

async function eraseHistory({ db, space }: Reading, owner: EntityType, ids: readonly number[]): Promise<void> {
  for (const { type, table, id } of history) {
    const erased = await anyTable(db)
      .deleteFrom(table)
      .where("entity_type", "=", owner)
      .where("entity_id", "in", [...ids])
      .returning(id)
      .execute();
    for (const row of erased) await space.search.remove(db, type, row[id] as number);
  }
}
