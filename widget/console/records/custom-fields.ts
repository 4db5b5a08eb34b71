import type { ConsoleClient } from "../api.ts";
import { type CustomField, counted } from "../records.ts";
import type { FormField } from "./form-field.ts";

export type EntityType = CustomField["entity_type"];

const perPage = 100;
const longest: Partial<Record<CustomField["type"], number>> = { text: 500, textarea: 20_000, url: 2048, phone: 64 };

/** The fields that the team added to an entity, in its order. */
export async function loadCustomFields(
  client: Pick<ConsoleClient, "call">,
  entity_type: EntityType,
): Promise<readonly FormField[]> {
  const fields: FormField[] = [];
  for (let page = 1; ; page += 1) {
    const query = { entity_type, per_page: perPage, page };
    const { data, pagination } = counted(await client.call("GET /custom-fields", { query }));
    fields.push(...data.map(asFormField));
    if (page >= pagination.total_pages) return fields;
  }
}

function asFormField({ key, label, type, required, options }: CustomField): FormField {
  const most = longest[type];
  return {
    name: `custom_fields.${key}`,
    label,
    kind: type,
    required,
    options,
    ...(most === undefined ? {} : { longest: most }),
  };
}
