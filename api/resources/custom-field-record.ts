import { z } from "zod";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { choice, exactly } from "../kit/filters.ts";
import { customFieldTypes } from "./custom-value.ts";
import { rightsByType } from "./entity-links.ts";
import { entityTypes } from "./entity-types.ts";

export const customFieldRecord = z.object({
  custom_field_id: z.int().describe("The definition's id."),
  entity_type: z.enum(entityTypes).describe("The records that carry it."),
  key: z.string().describe("Its name in `custom_fields` and in the filter `cf.<key>`. Never changes."),
  label: z.string().describe("What people read."),
  type: z.enum(customFieldTypes).describe("What values it takes."),
  required: z
    .boolean()
    .describe("A new record needs a value, and a standing one cannot lose it. Leads from chats may do without."),
  unique: z.boolean().describe("No two records hold the same value, without regard to case and accents."),
  options: z.array(z.string()).describe("What a select or multiselect chooses from; empty for other types."),
  default: z.json().describe("What a new record gets that does not name the field; null for nothing."),
  position: z.int().describe("Where it stands: lower ones come first, of equal ones the older."),
  ...timestamps,
});

export type CustomFieldRecord = z.output<typeof customFieldRecord>;

export const customField = defineEntity({
  name: "custom_field",
  table: "custom_fields",
  id: "custom_field_id",
  path: "/custom-fields",
  permission: { read: "entity:read", write: "entity:write", delete: "entity:write" },
  rights: rightsByType(entityTypes),
  record: customFieldRecord,
  sort: ["position", "created_at", "updated_at", "custom_field_id", "key", "label", "type", "entity_type"],
  order: "asc",
  filters: {
    entity_type: choice(entityTypes),
    type: choice(customFieldTypes),
    key: exactly("The field's key."),
  },
  events: {},
  async erase({ db }, ids) {
    await db
      .deleteFrom("custom_field_values")
      .where("custom_field_id", "in", [...ids])
      .execute();
  },
});
