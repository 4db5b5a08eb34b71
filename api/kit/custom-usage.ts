import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/tables.ts";
import { indexed, liveRecord } from "./custom-index.ts";
import type { Entity } from "./entity.ts";

type Place = Pick<Entity, "table" | "id">;

/** How many records hold a value of a field; the deleted ones among them come back with it when they are restored. */
export interface Usage {
  readonly records: number;
  readonly deleted: number;
}

/** Counts the records that hold a value of a field, or this one value. */
export async function countUsage(db: Kysely<Tables>, entity: Place, fieldId: number, value?: string): Promise<Usage> {
  const [text] = indexed(value);
  const { rows } = await sql<{ records: number; live: number }>`
    select count(*) as records, count(case when exists (${liveRecord(entity)}) then 1 end) as live
    from (
      select distinct entity_id from custom_field_values
      where custom_field_id = ${fieldId} ${text === undefined ? sql`` : sql`and value = ${text}`}
    ) as custom_field_values
  `.execute(db);
  const [found] = rows;
  const records = Number(found?.records ?? 0);
  return { records, deleted: records - Number(found?.live ?? 0) };
}

/** Values that several records hold at once. */
export interface Doubled {
  readonly values: number;
  readonly records: number;
  /** Some of the records, by id. */
  readonly ids: readonly number[];
}

/** Enough to begin mending with. */
const idsShown = 100;

/** What stands between a field and being unique: values that more than one record holds, deleted records left out. */
export async function findDoubled(db: Kysely<Tables>, entity: Place, fieldId: number): Promise<Doubled> {
  const live = sql`
    select value, entity_id from custom_field_values
    where custom_field_id = ${fieldId} and exists (${liveRecord(entity)})
  `;
  const doubled = sql`select value, count(*) as holders from (${live}) as live group by value having count(*) > 1`;
  const { rows } = await sql<{ found: number; records: number | null }>`
    select count(*) as found, sum(holders) as records from (${doubled}) as doubled
  `.execute(db);
  const values = Number(rows[0]?.found ?? 0);
  if (values === 0) return { values, records: 0, ids: [] };
  const holders = await sql<{ entity_id: number }>`
    select entity_id from (${live}) as live where value in (select value from (${doubled}) as doubled)
    order by value, entity_id limit ${idsShown}
  `.execute(db);
  return { values, records: Number(rows[0]?.records), ids: holders.rows.map((row) => row.entity_id) };
}
