import type { Permission } from "../access/permissions.ts";
import { invalid } from "../errors.ts";
import { anyTable, type Entity } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import type { EntityType } from "./entity-types.ts";
import { lead } from "./lead-record.ts";

/** The permission that reading or writing something of an entity asks for. */
export const entityPermission: Readonly<Record<EntityType, { readonly read: Permission; readonly write: Permission }>> =
  {
    lead: { read: "leads:read", write: "leads:write" },
    contact: { read: "contacts:read", write: "contacts:write" },
    opportunity: { read: "opportunities:read", write: "opportunities:write" },
    prospect: { read: "prospects:read", write: "prospects:write" },
  };

const entities: Readonly<Partial<Record<EntityType, Entity>>> = { lead };

/** Throws VALIDATION_ERROR unless the record that something shall belong to exists. */
export async function requireEntity({ db }: Pick<Context, "db">, type: EntityType, id: number): Promise<void> {
  const entity = entities[type];
  const found =
    entity === undefined
      ? undefined
      : await anyTable(db)
          .selectFrom(entity.table)
          .select(entity.id)
          .where(entity.id, "=", id)
          .where("deleted_at", "is", null)
          .executeTakeFirst();
  if (found === undefined)
    throw invalid("entity_id", `There is no ${type} ${id}. Check entity_type and entity_id.`, "unknown_id");
}
