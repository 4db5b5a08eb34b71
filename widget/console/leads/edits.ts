import type { Lead, LeadChange } from "../records.ts";

/** The fields of a lead that the form edits, all as text. */
export const leadFields = [
  { name: "first_name", label: "First name", type: "text", autocomplete: "off", longest: 100 },
  { name: "last_name", label: "Last name", type: "text", autocomplete: "off", longest: 100 },
  { name: "email", label: "Email", type: "email", autocomplete: "off", longest: 254 },
  { name: "phone", label: "Phone", type: "tel", autocomplete: "off", longest: 64 },
  { name: "company_name", label: "Company", type: "text", autocomplete: "off", longest: 200 },
] as const;
export type LeadField = (typeof leadFields)[number]["name"];

/** What was typed and not saved, by field. */
export type LeadEdits = Readonly<Partial<Record<LeadField, string>>>;

/** What the form shows in a field: the edit, else the stored value. */
export function shownValue(lead: Lead, edits: LeadEdits, field: LeadField): string {
  return edits[field] ?? lead[field] ?? "";
}

/** Takes an edit in; one that returns to the stored value is none. */
export function withEdit(lead: Lead, edits: LeadEdits, field: LeadField, value: string): LeadEdits {
  const { [field]: _, ...others } = edits;
  return value === (lead[field] ?? "") ? others : { ...others, [field]: value };
}

/** The body of the PUT: only what changed, emptied fields as null. */
export function changesOf(edits: LeadEdits): LeadChange {
  return Object.fromEntries(
    Object.entries(edits).map(([field, value]) => [field, value.trim() === "" ? null : value.trim()]),
  );
}

/** Labels of the fields that were edited here and meanwhile changed by somebody else. */
export function conflictsOf(before: Lead, after: Lead, edits: LeadEdits): readonly string[] {
  return leadFields
    .filter(({ name }) => edits[name] !== undefined && (before[name] ?? "") !== (after[name] ?? ""))
    .map(({ label, name }) => `${label} (now “${after[name] ?? "empty"}”)`);
}
