/** What a form may ask for: the types of custom fields, which the records' own fields are also of. */
export type FieldKind =
  | "text"
  | "textarea"
  | "number"
  | "currency"
  | "date"
  | "datetime"
  | "boolean"
  | "select"
  | "multiselect"
  | "url"
  | "email"
  | "phone";

/** A field of a record as a form shows it: data, whether the record has it by nature or a team added it. */
export interface FormField {
  /** The API's name, `custom_fields.plan` for one that a team added: what the API says to it comes under that name too. */
  readonly name: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** At most so many characters. */
  readonly longest?: number;
  /** What a select or multiselect chooses from. */
  readonly options?: readonly string[];
  readonly required?: boolean;
  readonly hint?: string;
}

/** What stands in an input: text, or the chosen ones of several. */
export type Draft = string | readonly string[];

/** The input's text for a value of the API; times in the zone of whoever looks. */
export function draftOf({ kind }: FormField, value: unknown): Draft {
  if (kind === "multiselect") return Array.isArray(value) ? value.map(String) : [];
  if (value === null || value === undefined) return "";
  return kind === "datetime" ? localTime(String(value)) : String(value);
}

/**
 * The API's value for what stands in an input, null for nothing. What cannot be a value, such as a word where a number
 * is asked for, goes as it was typed: the API says what is wrong with it.
 */
export function apiValueOf({ kind }: FormField, draft: Draft): unknown {
  if (typeof draft !== "string") return draft.length === 0 ? null : draft;
  const text = draft.trim();
  if (text === "") return null;
  if (kind === "number" || kind === "currency") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === "boolean") return text === "true";
  return kind === "datetime" ? utcTime(text) : text;
}

/** For people, as in "now “Basic, Gold”". */
export function shownText(field: FormField, value: unknown): string {
  const draft = draftOf(field, value);
  const text = typeof draft === "string" ? draft : draft.join(", ");
  if (field.kind === "boolean" && text !== "") return text === "true" ? "Yes" : "No";
  return field.kind === "datetime" ? text.replace("T", " ") : text;
}

function localTime(instant: string): string {
  const date = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The instant of a time in this zone, as the API takes it; what is no time stays as it is. */
export function utcTime(local: string): string {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? local : date.toISOString().replace(/\.\d+Z$/, "Z");
}
