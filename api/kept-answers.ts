import { type ExpressionBuilder, type Kysely, type SqlBool, sql } from "kysely";
import { timestamp } from "./clock.ts";
import type { Tables } from "./store/tables.ts";

/** Where an answer is kept for its Idempotency-Key. */
export interface KeptPlace {
  readonly caller: string;
  readonly operation: string;
  readonly value: string;
}

/** By what an answer is known to tell of somebody. */
export interface Traces {
  /** Parts of the answer's JSON, as they stand in it. */
  readonly parts: readonly string[];
  /** Emails and phone numbers: each counts where it stands by itself, not within a longer one. */
  readonly words: readonly string[];
  /** Ends of callers' names. */
  readonly callers: readonly string[];
}

/** How answers name a record: as what they tell, as what that belongs to, as what stood in the way. */
export const partsNaming = (entity: string, id: number): readonly string[] => [
  `"${entity}_id":${id},`,
  `"${entity}_id":${id}}`,
  `"entity_type":"${entity}","entity_id":${id},`,
  `"type":"${entity}","id":${id}}`,
];

/** Longer conditions would be slow to plan. */
const partsAtOnce = 50;

/**
 * The answers that tell of somebody, of those kept since a moment. Without one it looks at a day of answers, for which
 * a writer must not be kept waiting.
 */
export async function findAnswers(db: Kysely<Tables>, traces: Traces, since?: string): Promise<readonly KeptPlace[]> {
  const found = new Map<string, KeptPlace>();
  for (const conditions of chunks(conditionsOf(traces), partsAtOnce)) {
    let select = db
      .selectFrom("idempotency_keys")
      .select(["caller", "operation", "value", "reply"])
      .where((eb) => eb.or(conditions));
    if (since !== undefined) select = select.where("created_at", ">=", since);
    for (const { reply, ...place } of await select.execute()) {
      if (tellsOf(traces, place, reply)) found.set(JSON.stringify(place), place);
    }
  }
  return [...found.values()];
}

const conditionsOf = ({ parts, words, callers }: Traces) => [
  ...[...beginnings(parts), ...words.map(inJson)].map((text) => contains(sql.ref("reply"), text)),
  ...words.map((word) => contains(sql`lower(value)`, word)),
  ...callers.map((caller) => contains(sql.ref("caller"), caller)),
];

/** Parts that differ in their last character are looked for at once. */
const beginnings = (parts: readonly string[]) => new Set(parts.map((part) => part.slice(0, -1)));

/** One way of asking on both engines that takes every text literally. */
const contains = (column: ReturnType<typeof sql>, text: string) =>
  sql<SqlBool>`replace(${column}, ${text}, '') <> ${column}`;

const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

const tellsOf = ({ parts, words, callers }: Traces, { caller, value }: KeptPlace, reply: string) =>
  parts.some((part) => reply.includes(part)) ||
  callers.some((end) => caller.endsWith(end)) ||
  words.some((word) => holdsWord(reply, inJson(word)) || holdsWord(value.toLowerCase(), word));

/** Whether JSON or another text holds an email or a phone number that is not part of a longer one. */
export function holdsWord(json: string, word: string): boolean {
  // The n of a line break is no letter before the word.
  const text = json.replace(/\\[nrtbf]/g, "  ");
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + word.length)];
    if (!/[\p{L}\d._%+-]$/u.test(before) && !/^[._-]?[\p{L}\d@]/u.test(after)) return true;
  }
  return false;
}

const erased = {
  code: "NOT_FOUND",
  message:
    "What this request made or changed was erased since. Send it with a new Idempotency-Key if it shall be done again.",
  details: [],
};

/** Takes what answers tell: a repeat hears that it was erased. One whose key tells of the person goes as a whole. */
export async function blankAnswers(
  db: Kysely<Tables>,
  places: readonly KeptPlace[],
  words: Traces["words"] = [],
): Promise<void> {
  const isTold = ({ value }: KeptPlace) => words.some((word) => value.toLowerCase().includes(word));
  const [told, others] = [places.filter(isTold), places.filter((place) => !isTold(place))];
  for (const place of told) await db.deleteFrom("idempotency_keys").where(at(place)).execute();
  const blank = { status: 404, reply: JSON.stringify(erased), headers: noHeaders };
  for (const place of others) await db.updateTable("idempotency_keys").set(blank).where(at(place)).execute();
}

const at =
  ({ caller, operation, value }: KeptPlace) =>
  (eb: ExpressionBuilder<Tables, "idempotency_keys">) =>
    eb.and({ caller, operation, value });

const noHeaders = JSON.stringify({ version: null });

/** A call that began before the search may have kept its answer after it. */
const longestCallMs = 60_000;

/** From when on a transaction at this moment looks again at what was kept. */
export const sinceSearch = (searchedAt: string): string => timestamp(Date.parse(searchedAt) - longestCallMs);

export function chunks<T>(items: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
