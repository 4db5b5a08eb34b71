import { apiValueOf, type Draft, draftOf, type FormField, shownText } from "./form-field.ts";

/** A record as the API answers it, as far as a form is concerned. */
export type Stored = Readonly<Record<string, unknown>>;

/** What was typed and not saved, by the field's name. */
export type Edits = Readonly<Record<string, Draft>>;

const custom = "custom_fields.";

/** The record's value of a field, wherever in the record it stands. */
export function storedValue(record: Stored, name: string): unknown {
  if (!name.startsWith(custom)) return record[name];
  const values = record["custom_fields"] as Stored | undefined;
  return values?.[name.slice(custom.length)];
}

/** What the form shows in a field: the edit, else the stored value. */
export function shownDraft(record: Stored, edits: Edits, field: FormField): Draft {
  return edits[field.name] ?? draftOf(field, storedValue(record, field.name));
}

/** Takes an edit in; one that returns to the stored value is none. */
export function withEdit(record: Stored, edits: Edits, field: FormField, draft: Draft): Edits {
  const { [field.name]: _, ...others } = edits;
  const stored = draftOf(field, storedValue(record, field.name));
  return isSame(draft, stored) ? others : { ...others, [field.name]: draft };
}

/** The body of a write: only what was typed, emptied fields as null. */
export function changesOf(fields: readonly FormField[], edits: Edits): Record<string, unknown> {
  const change: Record<string, unknown> = {};
  const customValues: Record<string, unknown> = {};
  for (const field of fields) {
    const draft = edits[field.name];
    if (draft === undefined) continue;
    if (field.name.startsWith(custom)) customValues[field.name.slice(custom.length)] = apiValueOf(field, draft);
    else change[field.name] = apiValueOf(field, draft);
  }
  return Object.keys(customValues).length === 0 ? change : { ...change, custom_fields: customValues };
}

/** What was typed since `saved` went out. */
export function editsSince(edits: Edits, saved: Edits): Edits {
  return Object.fromEntries(Object.entries(edits).filter(([name, draft]) => draft !== saved[name]));
}

/** Fields that were edited here and meanwhile changed by somebody else, each with its new value, for people. */
export function conflictsOf(
  fields: readonly FormField[],
  before: Stored,
  after: Stored,
  edits: Edits,
): readonly string[] {
  return fields
    .filter(({ name }) => edits[name] !== undefined)
    .filter((field) => {
      const [was, is] = [before, after].map((record) => draftOf(field, storedValue(record, field.name)));
      return was !== undefined && is !== undefined && !isSame(was, is);
    })
    .map((field) => `${field.label} (now “${shownText(field, storedValue(after, field.name)) || "empty"}”)`);
}

function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
