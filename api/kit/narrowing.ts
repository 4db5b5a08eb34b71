import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { SearchType } from "../store/search.ts";
import { customIds, filterPrefix } from "./custom-filter.ts";
import type { Entity } from "./entity.ts";
import { holdsOneOf, type Value } from "./filters.ts";
import { filtersOf, type ListQuery } from "./list-query.ts";
import type { Context } from "./operation.ts";

type Condition = RawBuilder<SqlBool>;

/**
 * How columns are written: SQLite looks no column up in an index that stands behind a plus. So a query says which
 * index it is for, without naming it.
 */
export interface Written {
  readonly filter: (column: string) => RawBuilder<unknown>;
  /** The id that must be in a set. */
  readonly set: (column: string) => RawBuilder<unknown>;
  readonly order: (column: string) => RawBuilder<unknown>;
  /** The column that says whether a record is deleted, by which every index of a list is told. */
  readonly deleted: RawBuilder<unknown>;
}

const plain = (column: string) => sql.ref(column);
const passedOver = (column: string) => sql`+${sql.ref(column)}`;

export const written = {
  /** As the engine would have it. */
  plainly: { filter: plain, set: plain, order: plain, deleted: plain("deleted_at") },
  /** The table is read from its first row to its last, by no index. */
  throughout: { filter: plain, set: plain, order: plain, deleted: passedOver("deleted_at") },
  /** What fits is found by the filters, then sorted. */
  byFilter: { filter: plain, set: plain, order: passedOver, deleted: plain("deleted_at") },
  /** Rows come in their order, by an index that holds these columns. */
  byOrder: (columns: readonly string[]): Written => ({
    filter: (column) => (columns.includes(column) ? plain(column) : passedOver(column)),
    set: passedOver,
    order: plain,
    deleted: plain("deleted_at"),
  }),
} as const;

/** A column that must hold one of some values. */
export interface Choice {
  /** The filter's name. */
  readonly name: string;
  readonly column: string;
  readonly values: readonly Value[];
}

/** A column that must be on one side of a value, or anything else that a condition says of it. */
export interface Demand {
  readonly column: string;
  readonly isRange: boolean;
  readonly where: (column: RawBuilder<unknown>) => Condition;
}

/** Ids that something else found: the search, custom fields. */
export interface IdSet {
  readonly ids: RawBuilder<number>;
  /** It knows no deleted records. */
  readonly isLive: boolean;
}

/** What a list is narrowed to, taken apart by how an index can help. */
export interface Narrowing {
  readonly choices: readonly Choice[];
  readonly demands: readonly Demand[];
  readonly sets: readonly IdSet[];
  /** What holds for every query of the list beside not being deleted: what the caller may read, the scope. */
  readonly always: readonly Condition[];
}

/** A list as somebody asks for it. */
export interface List {
  readonly context: Context;
  readonly entity: Entity;
  readonly query: ListQuery;
  readonly narrowing: Narrowing;
}

/** What a list is narrowed to beside what its query asks for: for collections below another record. */
export type Scope = readonly Condition[];

/** What a query narrows its list to. Throws VALIDATION_ERROR for a custom field that there is not. */
export async function narrow(context: Context, entity: Entity, query: ListQuery, scope: Scope): Promise<Narrowing> {
  const choices: Choice[] = [];
  const demands: Demand[] = [];
  for (const [name, filter] of Object.entries(filtersOf(entity))) {
    const value = query[name] as never;
    if (value === undefined) continue;
    const column = filter.column ?? name;
    const values = filter.values?.(value);
    if (values === undefined) {
      const where = (written: RawBuilder<unknown>) => filter.where(written, value) ?? sql<SqlBool>`true`;
      demands.push({ column, isRange: filter.isRange === true, where });
    } else if (values !== null) choices.push({ name, column, values });
  }
  const rights = entity.rights === undefined ? [] : [entity.rights.readable(context)];
  return { choices, demands, sets: await setsOf(context, entity, query), always: [...scope, ...rights] };
}

async function setsOf(context: Context, entity: Entity, query: ListQuery): Promise<IdSet[]> {
  const sets: IdSet[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (!name.startsWith(filterPrefix)) continue;
    sets.push({ ids: await customIds(context, entity, name, String(value)), isLive: false });
  }
  // Entities without an index of words may have a filter of this name.
  const text = entity.search === undefined ? undefined : query.search;
  const found = text === undefined ? null : context.space.search.ids(entity.name as SearchType, text);
  return found === null ? sets : [...sets, { ids: found, isLive: true }];
}

/** All of a narrowing as one condition. */
export function conditionOf(
  entity: Entity,
  { choices, demands, sets, always }: Narrowing,
  { filter, set, deleted }: Written,
  more: readonly Condition[] = [],
): Condition {
  const conditions = [
    sql<SqlBool>`${deleted} is null`,
    ...always,
    ...choices.map(({ column, values }) => holdsOneOf(filter(column), values)),
    ...demands.map(({ column, where }) => where(filter(column))),
    ...sets.map(({ ids }) => sql<SqlBool>`${set(entity.id)} in ${ids}`),
    ...more,
  ];
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

/** From here on it is quicker to ask each row of a filter's index whether a set holds it than the other way round. */
const largeSet = 20_000;

/** How many records a narrowing leaves: exact, and remembered while nothing is written, so that paging counts once. */
export async function countOf(
  context: Context,
  entity: Entity,
  narrowing: Narrowing,
  more: readonly Condition[] = [],
): Promise<number> {
  const { space } = context;
  const mixed = narrowing.choices.find(({ values }) => values.length > 1 && values.includes(null));
  if (mixed !== undefined) {
    // SQLite would gather the rows of both and look at each, where an index tells how many each has.
    const [nulls, others] = [[null], mixed.values.filter((value) => value !== null)].map((values) =>
      narrowing.choices.map((choice) => (choice === mixed ? { ...choice, values } : choice)),
    );
    const parts = [nulls, others].map((choices = []) => countOf(context, entity, { ...narrowing, choices }, more));
    return (await Promise.all(parts)).reduce((sum, part) => sum + part, 0);
  }
  const smallest = await smallestSet(context, narrowing);
  if (isSearchAlone(narrowing) && more.length === 0) return smallest;
  const style = space.engine === "sqlite" ? countingStyle(narrowing, smallest) : written.plainly;
  const query = sql`
    select count(*) as total from ${sql.table(entity.table)} where ${conditionOf(entity, narrowing, style, more)}
  `;
  return await space.count(query.compile(space.read));
}

function countingStyle({ choices, demands, sets, always }: Narrowing, smallest: number): Written {
  if (sets.length > 0) return smallest > largeSet ? { ...written.plainly, set: passedOver } : written.plainly;
  const isSeen = choices.length + always.length === 0 && demands.length > 0 && !demands.some(({ isRange }) => isRange);
  // What no index holds is seen in each row: one after another as they lie is quicker than in an index's order.
  return isSeen ? written.throughout : written.plainly;
}

const isSearchAlone = ({ choices, demands, sets, always }: Narrowing) =>
  sets.length === 1 && sets[0]?.isLive === true && choices.length + demands.length + always.length === 0;

async function smallestSet({ space }: Context, { sets }: Narrowing): Promise<number> {
  let smallest = Number.POSITIVE_INFINITY;
  for (const { ids } of sets) {
    const query = sql`select count(*) as total from ${ids} as ids`;
    smallest = Math.min(smallest, await space.count(query.compile(space.read)));
  }
  return smallest;
}
