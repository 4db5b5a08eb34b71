import { requireOwner, requirePermission } from "../access/authenticate.ts";
import { eraseFieldValues } from "../kit/custom-erasure.ts";
import { requireVersion } from "../kit/if-match.ts";
import type { CostContext } from "../kit/operation.ts";
import { findStored, notFound } from "../kit/records.ts";
import type { Space } from "../store/space.ts";
import { customField } from "./custom-field-record.ts";
import { customised } from "./entities.ts";
import { entityPermission } from "./entity-links.ts";
import type { EntityType } from "./entity-types.ts";

/**
 * Hides a field and erases its values, in transactions of its own: a hundred thousand records are too much for one that
 * all other writers would wait for. The definition stays, deleted, so that a purge that was cut short can be repeated.
 * Throws what deleting the field would throw.
 */
export async function purgeValues({ space, actor, request, now }: CostContext, id: number): Promise<void> {
  requireOwner(actor);
  const type = await space.write(async ({ db }) => {
    const found = await findStored({ db, space }, customField, id, true);
    if (found === undefined) throw await notFound({ db }, customField, id);
    const { entity_type } = found.record as { entity_type: EntityType };
    requirePermission(actor, entityPermission[entity_type].write);
    requireVersion({ request }, found);
    // The version stays, so that If-Match still holds when the definition itself goes.
    const hide = db.updateTable("custom_fields").set({ deleted_at: now }).where("custom_field_id", "=", id);
    await hide.where("deleted_at", "is", null).execute();
    return { entity_type, key: String(found.record["key"]) };
  });
  await eraseValues(space, { custom_field_id: id, ...type });
}

/** Erases the values of the fields that nobody can restore any more; the definitions go with the sweep. */
export async function sweepFieldValues(space: Space, deletedBefore: string): Promise<void> {
  const fields = await space.read
    .selectFrom("custom_fields")
    .select(["custom_field_id", "entity_type", "key"])
    .where("deleted_at", "<", deletedBefore)
    .execute();
  for (const field of fields) await eraseValues(space, { ...field, entity_type: field.entity_type as EntityType });
}

interface Hidden {
  readonly custom_field_id: number;
  readonly entity_type: EntityType;
  readonly key: string;
}

async function eraseValues(space: Space, field: Hidden): Promise<void> {
  const entity = customised(field.entity_type);
  if (entity !== undefined) await eraseFieldValues(space, entity, field);
}
