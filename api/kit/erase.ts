import { type SqlBool, sql } from "kysely";
import { requireOwner } from "../access/authenticate.ts";
import { blankEvents } from "../events/record.ts";
import { blankAnswers, findAnswers, type KeptPlace, partsNaming, sinceSearch, type Traces } from "../kept-answers.ts";
import type { SearchType } from "../store/search.ts";
import { removeValues } from "./custom-index.ts";
import { anyTable, type Entity } from "./entity.ts";
import type { Context, CostContext } from "./operation.ts";
import type { Reading } from "./records.ts";

/** What erasing records asks of their entity. */
export type Erasable = Pick<Entity, "name" | "table" | "id" | "search" | "customValue" | "erase" | "goesAlong">;

/**
 * Removes records for good, with what belongs to them and what the log tells of them. Fires nothing. Answers that were
 * kept of them are another matter: see `forgetAnswers`.
 */
export async function eraseRecords(context: Reading, entity: Erasable, ids: readonly number[]): Promise<void> {
  const all = await withThoseAlong(context.db, entity, ids);
  await unindex(context, entity, all);
  if (entity.customValue !== undefined) await removeValues(context, entity, all);
  await entity.erase?.(context, all);
  await blankEvents(context.db, entity.name, all);
  await anyTable(context.db).deleteFrom(entity.table).where(entity.id, "in", all).execute();
}

async function withThoseAlong(db: Reading["db"], entity: Erasable, ids: readonly number[]): Promise<number[]> {
  return [...new Set([...ids, ...((await entity.goesAlong?.(db, ids)) ?? [])])];
}

/**
 * Rows that stand, then deleted ones: each half is found by an index of its own, and neither by one of both. SQLite
 * takes an index of what is not null for a comparison, not for "is not null".
 */
export const halves = [sql<SqlBool>`deleted_at is null`, sql<SqlBool>`deleted_at > ''`] as const;

/** Takes records out of the search. */
export async function unindex(
  { db, space }: Reading,
  { name, search }: Pick<Entity, "name" | "search">,
  ids: readonly number[],
): Promise<void> {
  if (search === undefined) return;
  for (const id of ids) await space.search.remove(db, name as SearchType, id);
}

/** What is known of a record that is to be erased before the transaction that does it. */
export interface Purge {
  readonly traces: Traces;
  /** The answers that tell of it. */
  readonly answers: readonly KeptPlace[];
}

/**
 * Looks for the answers kept of a record and of what goes along with it, while nobody has to wait for that. Throws
 * FORBIDDEN unless an owner asks.
 */
export async function preparePurge({ space, actor }: CostContext, entity: Erasable, id: number): Promise<Purge> {
  requireOwner(actor);
  const ids = await withThoseAlong(space.read, entity, [id]);
  const traces = { parts: ids.flatMap((one) => partsNaming(entity.name, one)), words: [], callers: [] };
  return { traces, answers: await findAnswers(space.wide, traces) };
}

/** Takes what kept answers tell of somebody: what was found before, and what has come since. */
export async function forgetAnswers(
  { db, now }: Pick<Context, "db" | "now">,
  { traces, answers }: Purge,
): Promise<readonly KeptPlace[]> {
  const all = [...answers, ...(await findAnswers(db, traces, sinceSearch(now)))];
  await blankAnswers(db, all, traces.words);
  return all;
}
