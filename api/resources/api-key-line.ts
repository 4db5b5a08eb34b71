import type { Fact } from "../events/bus.ts";
import type { Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";

/** The first key of the line that a key's row belongs to: what a roll must not change is kept under it. */
export const lineOf = (row: Row): number => row["first_key_id"] ?? row["key_id"];

/** Changes what all keys of a line have in common, in their rows or beside them, and tells every node about each. */
export async function changeLine(
  { db, now, publish }: Context,
  lineId: number,
  tell: (keyId: number) => Fact,
  columns: { readonly identity_required?: number } = {},
): Promise<void> {
  const keys = await db
    .updateTable("api_keys")
    .set((eb) => ({ ...columns, updated_at: now, version: eb("version", "+", 1) }))
    .where((eb) => eb.or([eb("key_id", "=", lineId), eb("first_key_id", "=", lineId)]))
    .returning("key_id")
    .execute();
  for (const { key_id } of keys) publish(tell(key_id));
}
