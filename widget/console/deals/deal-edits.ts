import type { Opportunity, OpportunityChange } from "../records.ts";
import { amountOf } from "./money.ts";

/** The fields of a deal that its form edits, as text. */
export const dealFields = ["name", "value", "currency", "expected_close_date", "probability", "lost_reason"] as const;
export type DealField = (typeof dealFields)[number];

/** What was typed and not saved, by field. */
export type DealEdits = Readonly<Partial<Record<DealField, string>>>;

const labels: Readonly<Record<DealField, string>> = {
  name: "Name",
  value: "Value",
  currency: "Currency",
  expected_close_date: "Expected to close",
  probability: "Probability",
  lost_reason: "Reason",
};

function storedText(deal: Opportunity, name: DealField): string {
  return String(deal[name] ?? "");
}

/** What the form shows in a field: the edit, else the stored value. */
export function shownText(deal: Opportunity, edits: DealEdits, name: DealField): string {
  return edits[name] ?? storedText(deal, name);
}

/** Takes an edit in; one that returns to the stored value is none. */
export function withEdit(deal: Opportunity, edits: DealEdits, name: DealField, text: string): DealEdits {
  const { [name]: _, ...others } = edits;
  return text === storedText(deal, name) ? others : { ...others, [name]: text };
}

/** The body of the PUT: only what changed, emptied fields as null. A probability that is emptied is its stage's again. */
export function changesOf(edits: DealEdits): OpportunityChange {
  const { value, probability, ...texts } = edits;
  const given = Object.entries(texts).map(([name, text]) => [name, text.trim() === "" ? null : text.trim()] as const);
  return {
    ...Object.fromEntries(given),
    ...(value === undefined ? {} : { value: amountOf(value) ?? 0 }),
    ...(probability === undefined ? {} : { probability: probability.trim() === "" ? null : Number(probability) }),
  };
}

/** What is wrong with what was typed, by field; the API says the rest. */
export function problemsOf({ name, value, probability }: DealEdits): Readonly<Record<string, string>> {
  const isPercent = probability === undefined || /^(\d{1,2}|100|)$/.test(probability.trim());
  return {
    ...(name?.trim() === "" ? { name: "A deal needs a name." } : {}),
    ...(value !== undefined && amountOf(value) === null ? { value: "Write an amount such as 1500 or 1500.50." } : {}),
    ...(isPercent ? {} : { probability: "A whole number from 0 to 100, or nothing for the stage’s." }),
  };
}

/** What was edited here and meanwhile changed by somebody else, with what stands there now. */
export function conflictsOf(before: Opportunity, after: Opportunity, edits: DealEdits): readonly string[] {
  return dealFields
    .filter((name) => edits[name] !== undefined && storedText(before, name) !== storedText(after, name))
    .map((name) => `${labels[name]} (now “${storedText(after, name) || "empty"}”)`);
}
