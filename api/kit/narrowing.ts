import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { SearchType } from "../store/search.ts";
import type { Space } from "../store/space.ts";
import { countedApart } from "./branches.ts";
import { customIds, filterPrefix } from "./custom-filter.ts";
import type { Entity } from "./entity.ts";
import { holdsOneOf, type Value } from "./filters.ts";
import { filtersOf, type ListQuery, type NarrowingQuery } from "./list-query.ts";
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
  readonly size: () => Promise<number>;
  /** No less than the size and told quickly; infinite where nothing tells. */
  readonly most: () => Promise<number>;
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
export async function narrow(
  context: Context,
  entity: Entity,
  query: NarrowingQuery,
  scope: Scope = [],
): Promise<Narrowing> {
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

async function setsOf(context: Context, entity: Entity, query: NarrowingQuery): Promise<IdSet[]> {
  const sets: IdSet[] = [];
  for (const [name, value] of Object.entries(query)) {
    if (!name.startsWith(filterPrefix)) continue;
    const ids = await customIds(context, entity, name, String(value));
    sets.push(idSet(context, { ids, most: null, isLive: false }));
  }
  // Entities without an index of words may have a filter of this name.
  const text = entity.search === undefined ? undefined : query.search;
  if (text === undefined) return sets;
  const { search } = context.space;
  const type = entity.name as SearchType;
  const ids = search.ids(type, text);
  return ids === null ? sets : [...sets, idSet(context, { ids, most: search.most(type, text), isLive: true })];
}

interface FoundIds {
  readonly ids: RawBuilder<number>;
  readonly most: RawBuilder<number> | null;
  readonly isLive: boolean;
}

function idSet({ space }: Context, { ids, most, isLive }: FoundIds): IdSet {
  return {
    ids,
    isLive,
    size: once(() => totalOf(space, sql<number>`(select count(*) from ${ids} as ids)`)),
    most: once(async () => (most === null ? Number.POSITIVE_INFINITY : await totalOf(space, most))),
  };
}

function once(ask: () => Promise<number>): () => Promise<number> {
  let asked: Promise<number> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
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
const largeSet = 50_000;

/** No less than what the sets leave, told without gathering any; infinite where nothing tells. */
export async function mostOf({ sets }: Narrowing): Promise<number> {
  const told = await Promise.all(sets.map(({ most }) => most()));
  return Math.min(Number.POSITIVE_INFINITY, ...told);
}

/** Whether one of the sets is so small that what fits is found by it. */
async function hasSmallSet(narrowing: Narrowing): Promise<boolean> {
  if ((await mostOf(narrowing)) <= largeSet) return true;
  for (const { size } of narrowing.sets) if ((await size()) <= largeSet) return true;
  return false;
}

/** How many records a narrowing leaves: exact, and remembered while nothing is written, so that paging counts once. */
export async function countOf(
  context: Context,
  entity: Entity,
  narrowing: Narrowing,
  more: readonly Condition[] = [],
): Promise<number> {
  const { space } = context;
  if (more.length === 0) {
    const [set] = narrowing.sets;
    if (set !== undefined && isSearchAlone(narrowing)) return await set.size();
    if (keepsCount(space, entity) && isWhole(narrowing)) return await totalOf(space, liveRows(entity));
  }
  const count = (choices: readonly Choice[], style: Written) => {
    const condition = conditionOf(entity, { ...narrowing, choices }, style, more);
    return totalOf(space, sql<number>`(select count(*) from ${sql.table(entity.table)} where ${condition})`);
  };
  if (space.engine === "postgres") return await count(narrowing.choices, written.plainly);
  if (await hasSmallSet(narrowing)) return await count(narrowing.choices, written.plainly);
  // Threads share the work, and each value's total is remembered for other lists too.
  const counts = countedApart(narrowing.choices).map((branch) => count(branch, countingStyle(narrowing)));
  return (await Promise.all(counts)).reduce((sum, part) => sum + part, 0);
}

/** Whether a narrowing leaves fewer records than so many: told by counting no further. */
export async function isFewer(
  { space }: Context,
  entity: Entity,
  narrowing: Narrowing,
  than: number,
): Promise<boolean> {
  const condition = conditionOf(entity, narrowing, written.plainly);
  const entries = sql`select 1 from ${sql.table(entity.table)} where ${condition} limit ${Math.ceil(than)}`;
  return (await totalOf(space, sql<number>`(select count(*) from (${entries}))`)) < than;
}

function countingStyle({ choices, demands, sets, always }: Narrowing): Written {
  if (sets.length > 0) return { ...written.plainly, set: passedOver };
  const isSeen = choices.length + always.length === 0 && demands.length > 0 && !demands.some(({ isRange }) => isRange);
  // What no index holds is seen in each row: one after another as they lie is quicker than in an index's order.
  return isSeen ? written.throughout : written.plainly;
}

const keepsCount = ({ engine }: Space, { isCounted }: Entity) => engine === "sqlite" && isCounted === true;

const liveRows = ({ table }: Entity) => sql<number>`(select live from live_rows where name = ${table})`;

const isWhole = ({ choices, demands, sets, always }: Narrowing) =>
  choices.length + demands.length + sets.length + always.length === 0;

const isSearchAlone = ({ choices, demands, sets, always }: Narrowing) =>
  sets.length === 1 && sets[0]?.isLive === true && choices.length + demands.length + always.length === 0;

const totalOf = (space: Space, total: RawBuilder<number>) =>
  space.count(sql`select ${total} as total`.compile(space.read));
