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
  const fields = new Map<string, unknown>();
  const custom = new Map<string, unknown>();
  const payload = new Map<string, unknown>();
  for (const [title, cell] of filled(titles, cells)) {
    const target = mapping[title] ?? null;
    if (target === null) continue;
    const key = target.slice(target.indexOf(".") + 1);
    if (target.startsWith(payloadPrefix)) payload.set(key, cell);
    else if (target.startsWith(customPrefix)) custom.set(key, customValueOf(customFields, key, cell));
    else fields.set(target, readField(target, cell));
  }
  if (custom.size > 0) fields.set("custom_fields", Object.fromEntries(custom));
  if (payload.size > 0) fields.set("raw_payload", Object.fromEntries(payload));
  return Object.fromEntries(fields);
}

/**
 * The cells that one row would have for what two say of a lead, the later updating it: what its empty cells say nothing
 * of stays. What is kept in raw_payload is replaced as a whole.
 */
export function cellsTogether({ titles, mapping }: Columns, earlier: readonly string[], later: readonly string[]) {
  const isReplaced = (i: number) => {
    const target = mapping[titles[i] ?? ""] ?? "";
    return isFilled(later[i]) || target.startsWith(payloadPrefix);
  };
  const count = Math.max(earlier.length, later.length);
  return Array.from({ length: count }, (_, i) => (isReplaced(i) ? later[i] : earlier[i]) ?? "");
}

/** True when a cell that holds something stands in a column without a title, or right of the last column. */
export const hasStrayCell = (titles: Columns["titles"], cells: readonly string[]) =>
  cells.some((cell, i) => (titles[i] ?? null) === null && cell.trim() !== "");

function filled(titles: Columns["titles"], cells: readonly string[]): [title: string, cell: string][] {
  return titles.flatMap((title, i): [string, string][] => {
    const cell = cells[i];
    return title === null || !isFilled(cell) ? [] : [[title, unguardFormula(cell)]];
  });
}

const isFilled = (cell: string | undefined): cell is string => cell !== undefined && unguardFormula(cell).trim() !== "";

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

function readField(field: string, cell: string): unknown {
  switch (field) {
    case "status":
    case "source":
    case "form_type":
      return asWord(cell);
    case "score":
    case "assigned_to":
      return asNumber(cell);
    case "tags":
      return asList(cell);
    case "raw_payload":
      return asJson(cell);
    default:
      return cell;
  }
}

/** A field that was deleted since leaves its cells as they are: the row is refused where its body is checked. */
function customValueOf(customFields: readonly CustomField[], key: string, cell: string): unknown {
  switch (customFields.find((field) => field.key === key)?.type) {
    case "number":
    case "currency":
      return asNumber(cell);
    case "boolean":
      return asFlag(cell);
    case "multiselect":
      return asList(cell);
    case "text":
    case "textarea":
      return cell;
    default:
      return cell.trim();
  }
}
