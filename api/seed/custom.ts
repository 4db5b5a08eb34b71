import type { CustomField } from "../kit/custom-fields.ts";
import type { Entity, Row } from "../kit/entity.ts";
import type { Draw } from "./draw.ts";

const day = 86_400_000;
const firstDay = Date.parse("2024-01-01T00:00:00Z");

/**
 * Values for the custom fields that stand: all of the required ones, half of the others, as the API would keep them.
 * Options and unique texts are known to fit; a field for which nothing fits stays empty, as it may for a lead that was
 * made before the field.
 */
export function seedCustomValues(entity: Entity, fields: readonly CustomField[], number: number, draw: Draw): Row {
  const values: Row = {};
  for (const field of fields) {
    if (field.required === 0 && draw.chance(0.5)) continue;
    const value = entity.customValue?.(field).safeParse(drawValue(field, number, draw));
    if (value?.success === true) values[field.key] = value.data;
  }
  return values;
}

function drawValue({ type, options, unique }: CustomField, number: number, draw: Draw): unknown {
  const place = unique === 1 ? number : draw.below(500);
  switch (type) {
    case "number":
    case "currency":
      return place;
    case "date":
      return new Date(firstDay + place * day).toISOString().slice(0, 10);
    case "datetime":
      return new Date(firstDay + place * day).toISOString();
    case "boolean":
      return draw.chance(0.5);
    case "select":
      return draw.early(options);
    case "multiselect":
      return [draw.early(options)];
    case "url":
      return `https://www.acme.example/${place}`;
    case "email":
      return `custom${place}@mail.example`;
    case "phone":
      return `+1 212 555 ${String(place).padStart(4, "0")}`;
    default:
      return `Value ${place}`;
  }
}
