import type { CustomField } from "../../records.ts";

export type FieldType = CustomField["type"];

/** The types with what people call them. */
export const fieldTypes: readonly (readonly [FieldType, string])[] = [
  ["text", "Text"],
  ["textarea", "Long text"],
  ["number", "Number"],
  ["currency", "Amount"],
  ["date", "Date"],
  ["datetime", "Date and time"],
  ["boolean", "Yes or no"],
  ["select", "Choice of one"],
  ["multiselect", "Choice of several"],
  ["url", "Web address"],
  ["email", "Email"],
  ["phone", "Phone"],
];

/** A custom field as it is being edited, all as the form holds it. */
export interface FieldDraft {
  readonly label: string;
  readonly key: string;
  readonly type: FieldType;
  /** One in each line. */
  readonly options: string;
  readonly required: boolean;
  readonly unique: boolean;
  /** As text; of several, one in each line. */
  readonly value: string;
}

export const emptyDraft: FieldDraft = {
  ...{ label: "", key: "", type: "text", options: "" },
  ...{ required: false, unique: false, value: "" },
};

export function draftOf({ label, key, type, options, required, unique, default: value }: CustomField): FieldDraft {
  return { label, key, type, options: options.join("\n"), required, unique, value: textOf(value) };
}

export const hasOptions = (type: FieldType) => type === "select" || type === "multiselect";

/** The API refuses what no two records could differ by. */
export const canBeUnique = (type: FieldType) => type !== "boolean" && type !== "multiselect";

/** What is set apart by line. */
export function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A name in the API that follows from what people read: `Contract term` is `contract_term`. */
export function keyOf(label: string): string {
  const plain = label
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_");
  return plain.replaceAll(/^[_0-9]+|_+$/g, "").slice(0, 64);
}

/** What the API takes of a draft, beside its key and what carries it. */
export function definitionOf(draft: FieldDraft) {
  const { label, type, required, unique } = draft;
  return {
    ...{ label: label.trim(), type, required, unique: unique && canBeUnique(type) },
    options: hasOptions(type) ? linesOf(draft.options) : [],
    default: unique && canBeUnique(type) ? null : defaultOf(type, draft.value),
  };
}

/** The default as the API takes it; what is no value of the type goes as it is, and the API says why it is none. */
function defaultOf(type: FieldType, text: string): string | number | boolean | string[] | null {
  const value = text.trim();
  if (value === "") return null;
  if (type === "number" || type === "currency") return Number.isNaN(Number(value)) ? value : Number(value);
  if (type === "boolean") return value === "true";
  if (type === "multiselect") return linesOf(value);
  return type === "datetime" && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : value;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join("\n") : String(value);
}
