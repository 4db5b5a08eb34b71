import { z } from "zod";
import { invalid } from "../../errors.ts";
import { storableText } from "../outgoing.ts";

/** A session keeps no more: they are read with every message of its visitor. */
const mostAttributes = 20;
const longestText = 200;

/** Names that a page gives to what it tells of its visitor. */
export const factName = z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/);

const valueError = `expected a text of up to ${longestText} characters, a number, true or false`;
export const factValue = z.union([z.string().max(longestText), z.number(), z.boolean()], { error: valueError });

const value = z.union([factValue, z.null()], { error: `${valueError}, or null to take it away` });

/** Why a name or a number of names is refused. */
export const factError = (issue: { readonly code?: string }) =>
  issue.code === "invalid_key" ? "a name is 1 to 40 characters of A–Z a–z 0–9 _ . -" : undefined;

/** Attributes as a page says them; null takes one back. */
export const saidAttributes = z
  .record(factName, value, { error: factError })
  .refine((said) => Object.keys(said).length <= mostAttributes, { error: `at most ${mostAttributes} at a time` })
  .describe(
    `What to know of the visitor, by name: names of 1–40 characters of A–Z a–z 0–9 _ . -, values texts of up to ${longestText} characters, numbers, true or false; null takes one away. At most ${mostAttributes} in all.`,
  );

/** What a page said of its visitor beside the claims. Never proved, whoever the visitor is. */
export const attributes = z.record(z.string(), factValue);
export type Attributes = Readonly<z.infer<typeof attributes>>;

/**
 * Newer attributes laid over those known, in the order in which each was first said. Returns the same object when nothing
 * changes. Throws VALIDATION_ERROR when there would be too many.
 */
export function mergeAttributes(known: Attributes, said: z.output<typeof saidAttributes>): Attributes {
  const merged = new Map(Object.entries(known));
  for (const [name, told] of Object.entries(said)) {
    if (told === null) merged.delete(name);
    else merged.set(name, storable(told));
  }
  if (merged.size > mostAttributes) throw tooMany(merged.size);
  const result = Object.fromEntries(merged);
  return JSON.stringify(result) === JSON.stringify(known) ? known : result;
}

/** What is known of one person from two browsers: `known` stands, the other's fill it as far as there is room. */
export function fillAttributes(known: Attributes, more: Attributes): Attributes {
  const added = Object.entries(more).filter(([name]) => !Object.hasOwn(known, name));
  const filled = [...Object.entries(known), ...added].slice(0, mostAttributes);
  return added.length === 0 ? known : Object.fromEntries(filled);
}

/** A value as every engine stores it. */
export const storable = <Value extends z.infer<typeof factValue>>(told: Value) =>
  typeof told === "string" ? storableText(told) : told;

const tooMany = (count: number) =>
  invalid(
    "attributes",
    `That would be ${count} attributes, and a visitor has at most ${mostAttributes}. Take some away by null first.`,
    "too_big",
  );
