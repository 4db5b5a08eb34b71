import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { engines, openTestApi } from "../testing/api.ts";
import type { Space } from "./space.ts";

const put = (space: Space, key: string, value = "v") =>
  space.write(({ db }) => db.insertInto("meta").values({ key, value }).execute());

/** Counts to some millions: about a second of the database's time. */
const heavy = sql<{ last: number }>`
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000000) select max(i) as last from n`;

const countOf = (space: Space, value: string) =>
  space.count(
    space.wide
      .selectFrom("meta")
      .select((eb) => eb.fn.countAll().as("total"))
      .where("value", "=", value)
      .compile(),
  );

describe.each(engines)("wide reads on %s", (engine) => {
  test("see every write that was acknowledged before them", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    const seen = (key: string) => space.wide.selectFrom("meta").select("key").where("key", "=", key).execute();
    for (let i = 0; i < 200; i += 1) {
      await put(space, `k${i}`);
      expect(await seen(`k${i}`)).toEqual([{ key: `k${i}` }]);
    }
    const together = Array.from({ length: 100 }, async (_, i) => {
      await put(space, `t${i}`);
      return await seen(`t${i}`);
    });
    expect((await Promise.all(together)).flat()).toHaveLength(100);
    await house.close();
  });

  test("give the rows that short reads give", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    await put(space, "ключ", "日本語 🙂");
    for (const query of [
      sql`select * from meta order by key`,
      sql`select 1 as n, 1.5 as x, null as empty, ${"a"} as t`,
    ])
      expect((await query.execute(space.wide)).rows).toEqual((await query.execute(space.read)).rows);
    await house.close();
  });

  test("a heavy one holds up neither the event loop nor writes nor other reads", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    // What runs meanwhile finds its thread or connection open.
    await Promise.all([1, 2].map(() => space.wide.selectFrom("meta").selectAll().execute()));
    const order: string[] = [];
    const reading = heavy.execute(space.wide).then(({ rows }) => order.push(`heavy: ${rows[0]?.last}`));
    for (let turn = 0; turn < 100; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    order.push("100 turns");
    await put(space, "meanwhile");
    order.push("write");
    for (let i = 0; i < 10; i += 1) await countOf(space, `value ${i}`);
    order.push("counts");
    await space.wide.selectFrom("meta").selectAll().execute();
    order.push("read");
    await reading;
    expect(order).toEqual(["100 turns", "write", "counts", "read", "heavy: 5000000"]);
    await house.close();
  });

  test("a total is right after every change", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    for (let i = 0; i < 50; i += 1) {
      await put(space, `k${i}`, "counted");
      expect(await countOf(space, "counted")).toBe(i + 1);
      expect(await countOf(space, "counted")).toBe(i + 1);
    }
    await space.write(({ db }) => db.updateTable("meta").set({ value: "other" }).where("key", "=", "k7").execute());
    expect([await countOf(space, "counted"), await countOf(space, "other")]).toEqual([49, 1]);
    await space.write(({ db }) => db.deleteFrom("meta").where("value", "=", "counted").execute());
    expect([await countOf(space, "counted"), await countOf(space, "other")]).toEqual([0, 1]);
    await house.close();
  });

  test("totals of different texts and numbers are not taken for each other", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    await put(space, "a", "one");
    await put(space, "b", "two");
    await put(space, "c", "two");
    const totals = [];
    for (const value of ["one", "two", "three", "one", "two"]) totals.push(await countOf(space, value));
    expect(totals).toEqual([1, 2, 0, 1, 2]);
    await house.close();
  });

  test("what is wrong with one is told to its caller in our words, or in the database's", async () => {
    const house = await openTestApi({ engine });
    const space = await house.space();
    await expect(sql`select ${"a\0b"} as t`.execute(space.wide)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(countOf(space, "a\0b")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(sql`select nonsense from meta`.execute(space.wide)).rejects.toThrow(/nonsense/);
    const two = sql`select key from meta union all select 'more'`.compile(space.wide);
    await expect(space.count(two)).rejects.toThrow("A count must give one row that starts with a number.");
    expect(await countOf(space, "none")).toBe(0);
    await house.close();
  });
});
