import { sql } from "kysely";
import { isFewBranches } from "./branches.ts";
import type { Entity } from "./entity.ts";
import { type Choice, isFewer, type List, mostOf, type Narrowing, type Written, written } from "./narrowing.ts";
import type { Context } from "./operation.ts";
import { sortColumn } from "./order.ts";

/** How the rows of a list are found. */
export interface Way {
  /** Choices that an index holds in front of the order: it is read once for each of their values. */
  readonly within: readonly Choice[];
  readonly written: Written;
}

/**
 * In the order of an index, passing over rows that do not fit, or all that fits at once, to be sorted: whichever looks
 * at fewer rows. SQLite would guess, because it plans before it knows the values; Postgres counts better than we.
 *
 * `reach` is how many rows are wanted from where the list begins, `total` how many there are, asked for if it matters.
 */
export async function wayOf(list: List, reach: number, total: () => Promise<number>): Promise<Way> {
  const { context, entity, query, narrowing } = list;
  const within = heldTogether(entity, query.sort, narrowing.choices);
  if (context.space.engine === "postgres") return { within, written: written.plainly };
  const column = sortColumn(entity, query.sort);
  const inOrder: Way = { within, written: written.byOrder([column, ...within.map((choice) => choice.column)]) };
  if (!hasMore(narrowing, within, column)) return inOrder;
  // A row that is passed over costs less where the index tells all that is asked of it: then it is not looked at.
  const looks = isTold(narrowing, within) ? reach / toldQuicker : reach;
  const isInOrder = async (found: number) => {
    if (found <= looks) return false;
    const most = (found * found) / looks;
    if ((await lastId(context, entity)) < most) return true;
    if (within.length === 0) return false;
    // Counting on costs more than it can save.
    const worthCounting = Math.min(most, found * entriesPerRow);
    return await isFewer(context, entity, { ...nothing, always: narrowing.always, choices: within }, worthCounting);
  };
  // Where even the most that it can be is too little, nothing waits for the total.
  const isMany = (await isInOrder(await mostOf(narrowing))) && (await isInOrder(await total()));
  return isMany ? inOrder : { within: [], written: written.byFilter };
}

/** How much quicker a set is asked for an id that an index tells than for one whose row must be found: measured just after a write, when no page is at hand. */
const toldQuicker = 200;

/** So many entries of an index are counted in about a fifth of the time in which a row is found and sorted: measured. */
const entriesPerRow = 100;

const nothing = { demands: [], sets: [] } as const;

/** Whether the index in its order and the sets tell if a row fits. */
const isTold = ({ choices, demands }: Narrowing, within: readonly Choice[]) =>
  choices.length === within.length && demands.length === 0;

/** The most choices that one index of this order holds in front of it. */
function heldTogether({ orders }: Entity, sort: string, choices: readonly Choice[]): readonly Choice[] {
  const candidates = orders
    .filter((order) => order.sort === sort)
    .map(({ filters }) => ({ filters, held: choices.filter(({ name }) => filters.includes(name)) }))
    .filter(({ filters, held }) => held.length === filters.length && isFewBranches(held))
    .map(({ held }) => held);
  return candidates.toSorted((one, other) => other.length - one.length)[0] ?? [];
}

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
