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
  // A row that is passed over costs less where the index tells all that is asked of it: then it is not looked at.
  const looks = isTold(narrowing, within) ? reach / toldQuicker : reach;
  const isQuicker = (passed: number) => found * found > looks * passed;
  const isInOrder =
    found > looks &&
    (isQuicker(await lastId(context, entity)) ||
      (within.length > 0 &&
        isQuicker(await countOf(context, entity, { ...nothing, always: narrowing.always, choices: within }))));
  return isInOrder ? inOrder : { within: [], written: written.byFilter };
}

/** How much quicker a set is asked for an id that an index tells than for one whose row must be found: measured. */
const toldQuicker = 40;

const nothing = { demands: [], sets: [] } as const;

/** Whether the index in its order and the sets tell if a row fits. */
const isTold = ({ choices, demands }: Narrowing, within: readonly Choice[]) =>
  choices.length === within.length && demands.length === 0;

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

/** No index holds more rows than this. */
async function lastId({ space }: Context, entity: Entity): Promise<number> {
  const last = sql`select coalesce(max(${sql.ref(entity.id)}), 0) as last from ${sql.table(entity.table)}`;
  return await space.count(last.compile(space.read));
}
