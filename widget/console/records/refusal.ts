import { fieldProblems, messageOf } from "../api.ts";
import type { FormField } from "./form-field.ts";

/** What a form shows of a refusal: one sentence above it, and what is wrong beside each field. */
export interface ShownRefusal {
  readonly problem: string;
  /** By the field's name. */
  readonly problems: Readonly<Record<string, string>>;
}

/** The API's refusal as a form with these fields shows it; what is said beside a field is not said twice. */
export function refusalOf(fields: readonly FormField[], error: unknown): ShownRefusal {
  const told = fieldProblems(error);
  const marked = fields.flatMap((field) => {
    const text = told[field.name];
    return text === undefined ? [] : [[field.name, besideField(field, text)] as const];
  });
  if (marked.length === 0) return { problem: messageOf(error), problems: {} };
  return {
    problem: "Nothing was saved yet. Correct what is marked, then save again.",
    problems: Object.fromEntries(marked),
  };
}

/** Without the name that the API has for the field: its label stands there. */
function besideField({ name, label }: FormField, text: string): string {
  const rest = text.replace(`${name} (${label})`, label).replace(`${name}: `, "").replace(`${label}: `, "");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}
