import type { CustomField } from "../records.ts";

/** What each column of a file becomes, by its title; null leaves it out. As `POST /leads/import` takes and tells it. */
export type Mapping = Readonly<Record<string, string | null>>;

const fields = [
  ["email", "Email"],
  ["first_name", "First name"],
  ["last_name", "Last name"],
  ["company_name", "Company"],
  ["phone", "Phone"],
  ["status", "Status"],
  ["source", "Source"],
  ["form_type", "Form"],
  ["score", "Score"],
  ["assigned_to", "Assigned to (name’s email or id)"],
  ["tags", "Tags"],
] as const;

const keptPrefix = "raw_payload.";

/** What a column may become, as value and label; the title is that of the column. */
export function targetsOf(
  title: string,
  customFields: readonly CustomField[],
): readonly (readonly [value: string, label: string])[] {
  return [
    ["", "Leave out"],
    [keptPrefix + title, "Keep beside the lead"],
    ...fields,
    ...customFields.map(({ key, label }) => [`cf.${key}`, label] as const),
  ];
}

/** The mapping with one column changed. A field takes one column only: another that had it is kept beside the lead. */
export function withTarget(mapping: Mapping, title: string, target: string): Mapping {
  const entries = Object.entries(mapping).map(([one, before]) => {
    if (one === title) return [one, target === "" ? null : target] as const;
    const taken = target !== "" && before === target;
    return [one, taken ? keptPrefix + one : before] as const;
  });
  return Object.fromEntries(entries);
}

/** How many of the columns become a field. */
export function countMapped(mapping: Mapping): number {
  return Object.values(mapping).filter((target) => target !== null && !target.startsWith(keptPrefix)).length;
}
