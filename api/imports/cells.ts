import type { CustomField } from "../kit/custom-fields.ts";
import type { Row } from "../kit/entity.ts";
import { unguardFormula } from "../kit/formula-guard.ts";
import { customPrefix, type Mapping, payloadPrefix } from "./mapping.ts";

export interface Columns {
  readonly titles: readonly (string | null)[];
  readonly mapping: Mapping;
  readonly customFields: readonly CustomField[];
}

/**
 * The body of POST /leads that a row's cells stand for, not checked yet. Empty cells are left out, so that an update
 * clears nothing. An `assigned_to` may still be an employee's email.
 */
export function bodyOf({ titles, mapping, customFields }: Columns, cells: readonly string[]): Row {
  const parts: Record<"fields" | "custom" | "payload", Map<string, unknown>> = {
    fields: new Map(),
    custom: new Map(),
    payload: new Map(),
  };
  for (const [title, cell] of filled(titles, cells)) {
    const target = mapping[title] ?? null;
    if (target === null) continue;
    if (target.startsWith(payloadPrefix)) parts.payload.set(target.slice(payloadPrefix.length), cell);
    else if (target.startsWith(customPrefix)) {
      const key = target.slice(customPrefix.length);
      parts.custom.set(key, customValueOf(customFields, key, cell));
    } else parts.fields.set(target, (readers[target] ?? asText)(cell));
  }
  const { fields, custom, payload } = parts;
  if (custom.size > 0) fields.set("custom_fields", Object.fromEntries(custom));
  if (payload.size > 0) fields.set("raw_payload", Object.fromEntries(payload));
  return Object.fromEntries(fields);
}

/** True when a cell that holds something stands in a column without a title, or right of the last column. */
export const hasStrayCell = (titles: Columns["titles"], cells: readonly string[]) =>
  cells.some((cell, i) => (titles[i] ?? null) === null && cell.trim() !== "");

function filled(titles: Columns["titles"], cells: readonly string[]): [title: string, cell: string][] {
  return titles.flatMap((title, i): [string, string][] => {
    const cell = unguardFormula(cells[i] ?? "");
    return title === null || cell.trim() === "" ? [] : [[title, cell]];
  });
}

const asText = (cell: string): unknown => cell;

/** What people write as "Website form" is the word website_form. */
const asWord = (cell: string) =>
  cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");

const numeral = /^-?(\d+\.?\d*|\.\d+)$/;
const asNumber = (cell: string) => (numeral.test(cell.trim()) ? Number(cell) : cell);

/** Several values: separated by ; or , as people write them, or a JSON list as our own export does. */
function asList(cell: string): unknown {
  const json = asJson(cell);
  if (Array.isArray(json)) return json;
  return cell
    .split(/[;,]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Objects and lists: a text that happens to be a number stays a text. */
function asJson(cell: string): unknown {
  try {
    return /^\s*[[{]/.test(cell) ? JSON.parse(cell) : cell;
  } catch {
    return cell;
  }
}

const yes = ["true", "yes", "1"];
const no = ["false", "no", "0"];

function asFlag(cell: string): unknown {
  const word = cell.trim().toLowerCase();
  return yes.includes(word) || (no.includes(word) ? false : cell);
}

const readers: Readonly<Record<string, (cell: string) => unknown>> = {
  status: asWord,
  source: asWord,
  form_type: asWord,
  score: asNumber,
  assigned_to: asNumber,
  tags: asList,
  raw_payload: asJson,
};

/** A key that is no field's any more keeps its cell, for the check of custom fields to refuse. */
function customValueOf(fields: readonly CustomField[], key: string, cell: string): unknown {
  switch (fields.find((known) => known.key === key)?.type) {
    case "number":
    case "currency":
      return asNumber(cell);
    case "boolean":
      return asFlag(cell);
    case "multiselect":
      return asList(cell);
    case "text":
    case "textarea":
    case undefined:
      return cell;
    default:
      return cell.trim();
  }
}
