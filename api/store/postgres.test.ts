import { type RawBuilder, sql } from "kysely";
import pg from "pg";
import { describe, expect, test, vi } from "vitest";
import { engines, openTestApi } from "../testing/api.ts";

describe.runIf(engines.includes("postgres"))("on Postgres", () => {
  test("transactions that wait for each other are tried again until all succeed, with their facts once", async () => {
    const house = await openTestApi({ engine: "postgres" });
    const space = await house.space();
    const heard: string[] = [];
    space.bus.subscribe((message) => heard.push(message.kind));
    await space.write(({ db }) =>
      db
        .insertInto("meta")
        .values([
          { key: "a", value: "0" },
          { key: "b", value: "0" },
        ])
        .execute(),
    );
    const bothHoldOne = Promise.withResolvers<void>();
    let holders = 0;
    const change = (first: string, second: string) =>
      space.write(async ({ db, publish }) => {
        publish({ kind: "settings.changed" });
        const add = (key: string) => sql`update meta set value = value::int + 1 where key = ${key}`.execute(db);
        await add(first);
        holders += 1;
        if (holders === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await add(second);
      });
    await Promise.all([change("a", "b"), change("b", "a")]);
    const rows = await space.read.selectFrom("meta").select("value").where("key", "in", ["a", "b"]).execute();
    expect(rows).toEqual([{ value: "2" }, { value: "2" }]);
    expect(holders).toBe(3);
    expect(heard).toEqual(["settings.changed", "settings.changed"]);
    await house.close();
  });

  test("events whose numbering failed are numbered and told without waiting for the next write", async () => {
    const house = await openTestApi({ engine: "postgres", checksEvents: false });
    const space = await house.space();
    const heard: number[] = [];
    space.bus.subscribe((message) => {
      if (message.kind === "feed.event") heard.push(message.feed_seq);
    });
    await sql`create function refuse() returns trigger language plpgsql as 'begin raise exception ''away''; end'`.execute(
      space.read,
    );
    await sql`create trigger away before update on events execute function refuse()`.execute(space.read);
    await space.write(({ emit }) => emit("note.created", { entity_type: "lead" }));
    await sql`drop trigger away on events`.execute(space.read);
    await expect.poll(() => heard, { timeout: 5000 }).toEqual([1]);
    await house.close();
  });

  test("events of a commit whose answer was lost are numbered and told without waiting for the next write", async () => {
    const house = await openTestApi({ engine: "postgres", checksEvents: false });
    const space = await house.space();
    const heard: number[] = [];
    space.bus.subscribe((message) => {
      if (message.kind === "feed.event") heard.push(message.feed_seq);
    });
    const written = space.write(async ({ db, emit }) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
      loseAnswerOfCommitBy(rows[0]?.pid);
      await emit("note.created", { entity_type: "lead" });
    });
    await expect(written).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect.poll(() => heard, { timeout: 5000 }).toEqual([1]);
    await house.close();
  });

  test.each([
    ["a lost connection", sql`select pg_terminate_backend(pg_backend_pid())`, "UNAVAILABLE"],
    ["a statement that takes too long", sql`set local statement_timeout = 1; select pg_sleep(1)`, "UNAVAILABLE"],
    ["the character U+0000", sql`select ${"a\0b"}::text`, "VALIDATION_ERROR"],
  ] as const)(
    "%s is told in our words, in reads and in transactions, and the next call works",
    async (_, query, code) => {
      const house = await openTestApi({ engine: "postgres" });
      const space = await house.space();
      const failing: RawBuilder<unknown> = query;
      await expect(space.read.transaction().execute((db) => failing.execute(db))).rejects.toMatchObject({ code });
      await expect(space.write(({ db }) => failing.execute(db))).rejects.toMatchObject({ code });
      if (code === "VALIDATION_ERROR") await expect(failing.execute(space.read)).rejects.toMatchObject({ code });
      expect(await space.read.selectFrom("meta").select("key").execute()).not.toEqual([]);
      await house.close();
    },
  );

  test("a connection that was lost between two statements is told in our words", async () => {
    const house = await openTestApi({ engine: "postgres" });
    const space = await house.space();
    const lost = space.write(async ({ db }) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
      await sql`select pg_terminate_backend(${rows[0]?.pid}, 5000)`.execute(space.read);
      // Until this process has heard of it.
      for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      await db.selectFrom("meta").select("key").execute();
    });
    await expect(lost).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await house.close();
  });
});

/** The network goes away between the next commit by this backend of Postgres and its answer; others go on. */
function loseAnswerOfCommitBy(pid: number | undefined): void {
  type Connection = pg.Client & { processID: number | null };
  const query = pg.Client.prototype.query as (this: Connection, ...parameters: unknown[]) => Promise<unknown>;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(async function (
    this: Connection,
    ...parameters: unknown[]
  ) {
    const answer = await query.apply(this, parameters);
    if (parameters[0] !== "commit" || this.processID !== pid) return answer;
    spy.mockRestore();
    throw new Error("Connection terminated unexpectedly");
  });
}
