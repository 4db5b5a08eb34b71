import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import type { Tables } from "../store/tables.ts";
import { openTestApi } from "../testing/api.ts";
import { company } from "./company-record.ts";
import { entities } from "./entities.ts";

const counted = [...entities, company].filter(({ isCounted }) => isCounted === true);

/** Inserts a row that holds nothing but what the table asks for. */
async function insertBare(db: Kysely<Tables>, table: string, number: number): Promise<void> {
  const { rows } = await sql<{ name: string; type: string }>`
    select name, type from pragma_table_info(${table}) where "notnull" = 1 and dflt_value is null and pk = 0
  `.execute(db);
  const values = rows.map(({ type }) => (type === "TEXT" ? `value ${number}` : number));
  const names = rows.map(({ name }) => sql.ref(name));
  await sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(values)})`.execute(db);
}

test("there are tables that keep count of their live rows", () => {
  expect(counted.map(({ table }) => table)).toEqual(expect.arrayContaining(["leads", "contacts"]));
});

test.each(counted)("$table keeps count of its live rows through every kind of change", async ({ table, id }) => {
  const house = await openTestApi({ engine: "sqlite" });
  const space = await house.space();
  const [rows, key] = [sql.table(table), sql.ref(id)];
  const changes = [
    sql`update ${rows} set updated_at = 'later'`,
    sql`update ${rows} set deleted_at = 'then' where ${key} in (1, 2, 3)`,
    sql`update ${rows} set deleted_at = 'later' where ${key} in (2, 3)`,
    sql`update ${rows} set deleted_at = null where ${key} = 3`,
    sql`update ${rows} set deleted_at = null where ${key} = 4`,
    sql`delete from ${rows} where ${key} in (1, 5)`,
    sql`delete from ${rows}`,
  ];
  const seen: number[] = [];
  await space.write(async ({ db }) => {
    // What other tables a row would belong to is of no interest; none is left in the end.
    await sql`pragma defer_foreign_keys = on`.execute(db);
    for (let number = 1; number <= 6; number += 1) await insertBare(db, table, number);
    for (const change of changes) {
      await change.execute(db);
      const { rows: told } = await sql<{ live: number; real: number }>`
        select live, (select count(*) from ${rows} where deleted_at is null) as real from live_rows where name = ${table}
      `.execute(db);
      expect(told[0]?.live).toBe(told[0]?.real);
      seen.push(Number(told[0]?.live));
    }
  });
  expect(seen).toEqual([6, 3, 3, 4, 4, 3, 0]);
  await house.close();
});
