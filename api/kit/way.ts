import { sql } from "kysely";
import type { Entity } from "./entity.ts";
import { type Choice, countOf, type List, type Narrowing, type Written, written } from "./narrowing.ts";
import type { Context } from "./operation.ts";
import { sortColumn } from "./order.ts";

/** How the rows of a list are found. */
export interface Way {
  /** Choices that an index holds in front of the order: it is read once for each of their values. */
  readonly within: readonly Choice[];
  readonly written: Written;
}

/** An index is read at most so often for one page. */
const mostBranches = 16;

/**
 * In the order of an index, passing over rows that do not fit, or all that fits at once, to be sorted: whichever looks
 * at fewer rows. SQLite would guess, because it plans before it knows the values; Postgres counts better than we.
 *
 * `reach` is how many rows are wanted from where the list begins.
 */
export async function wayOf({ context, entity, query, narrowing }: List, reach: number): Promise<Way> {
  const within = heldTogether(entity, query.sort, narrowing.choices);
  if (context.space.engine === "postgres") return { within, written: written.plainly };
  const column = sortColumn(entity, query.sort);
  const inOrder: Way = { within, written: written.byOrder([column, ...within.map((choice) => choice.column)]) };
  if (!hasMore(narrowing, within, column)) return inOrder;
  const found = await countOf(context, entity, narrowing);
  const isQuicker = found > reach && found * found > reach * (await passedBy(context, entity, narrowing, within));
  return isQuicker ? inOrder : { within: [], written: written.byFilter };
}

/** The most choices that one index of this order holds in front of it. */
function heldTogether({ orders }: Entity, sort: string, choices: readonly Choice[]): readonly Choice[] {
  const candidates = orders
    .filter((order) => order.sort === sort)
    .map(({ filters }) => ({ filters, held: choices.filter(({ name }) => filters.includes(name)) }))
    .filter(({ filters, held }) => held.length === filters.length && branchesOf(held) <= mostBranches)
    .map(({ held }) => held);
  return candidates.toSorted((one, other) => other.length - one.length)[0] ?? [];
}

const branchesOf = (choices: readonly Choice[]) => choices.reduce((all, { values }) => all * values.length, 1);

/** Whether anything narrows the list that the index in its order does not hold. */
const hasMore = ({ choices, demands, sets }: Narrowing, within: readonly Choice[], column: string) =>
  choices.length > within.length ||
  sets.length > 0 ||
  demands.some((demand) => demand.isRange && demand.column !== column);

/** About how many rows the index in its order holds: rows that fit are spread over as many. */
async function passedBy(context: Context, entity: Entity, { always }: Narrowing, within: readonly Choice[]) {
  if (within.length > 0) return await countOf(context, entity, { always, choices: within, demands: [], sets: [] });
  const last = sql`select coalesce(max(${sql.ref(entity.id)}), 0) as last from ${sql.table(entity.table)}`;
  return await context.space.count(last.compile(context.space.read));
}
