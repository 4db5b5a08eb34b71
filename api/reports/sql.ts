import { type RawBuilder, sql } from "kysely";
import type { Engine } from "../store/space.ts";
import type { Period } from "./range.ts";

/**
 * Periods as rows `(since, until)` of a query. Each finds what lies in it by an index, so that one query answers for
 * intervals of any zone without a zone in SQL; the caller knows them again by `since`.
 */
export const rowsOf = (periods: readonly Period[]): RawBuilder<unknown> =>
  sql`values ${sql.join(periods.map(({ since, until }) => sql`(${since}, ${until})`))}`;

/** The row of each period, in their order. */
export function inOrder<Row extends { readonly since: string }>(
  periods: readonly Period[],
  rows: readonly Row[],
): (Row | undefined)[] {
  const found = new Map(rows.map((row) => [row.since, row]));
  return periods.map(({ since }) => found.get(since));
}

/** A timestamp in whole seconds, by which two can be subtracted. */
export const secondsOf = (engine: Engine, column: string): RawBuilder<number> =>
  engine === "sqlite"
    ? sql`unixepoch(${sql.ref(column)})`
    : sql`cast(extract(epoch from cast(${sql.ref(column)} as timestamptz)) as bigint)`;

/** The address of the first page in an attribution; null where none is known. */
export const landingUrl = (engine: Engine): RawBuilder<string | null> =>
  engine === "sqlite"
    ? sql`json_extract(attribution, '$.first.landing_url')`
    : // Postgres takes no JSON apart that holds \u0000 or half a character, wherever it stands: a space takes their place.
      sql`cast(regexp_replace(attribution, ${unreadable}, ${blank}, 'g') as json) #>> '{first,landing_url}'`;

const unreadable = sql.lit(String.raw`\\u[0-9a-fA-F]{4}`);
const blank = sql.lit(String.raw`\\u0020`);

/** The path of an address as the API keeps them, without a fragment. */
export function pathOf(engine: Engine, column: string): RawBuilder<string | null> {
  const find = sql.raw(engine === "sqlite" ? "instr" : "strpos");
  const url = sql.ref(column);
  const place = sql`substr(${url}, ${find}(${url}, '://') + 3)`;
  const path = sql`substr(${place}, ${find}(${place}, '/'))`;
  return sql`substr(${path}, 1, case ${find}(${path}, '?') when 0 then length(${path}) else ${find}(${path}, '?') - 1 end)`;
}

/** Amounts of money as a number with at most 2 decimals, added up in whole cents. */
export const cents = sql<number>`cast(round(value * 100) as bigint)`;
