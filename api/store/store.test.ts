import { describe, expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { engines, openTestApi } from "../testing/api.ts";

describe.each(engines)("a space on %s", (engine) => {
  test("runs operations that arrive together one by one and commits each that succeeds", async () => {
    const test = await openTestApi({ engine });
    const space = await test.space();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        space.write(async ({ db }) => {
          await db
            .insertInto("meta")
            .values({ key: `k${i}`, value: "v" })
            .execute();
          if (i % 5 === 0) throw new AppError("CONFLICT", "not this one");
          return i;
        }),
      ),
    );
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(failed).toHaveLength(10);
    const rows = await space.read.selectFrom("meta").select("key").where("key", "like", "k%").execute();
    expect(rows).toHaveLength(40);
    await test.close();
  });

  test("gives events gapless positions in commit order, and publishes them in that order", async () => {
    const test = await openTestApi({ engine, checksEvents: false });
    const space = await test.space();
    const heard: number[] = [];
    space.bus.subscribe((message) => {
      if (message.kind === "feed.event") heard.push(message.feed_seq);
    });
    await Promise.all(
      Array.from({ length: 40 }, (_, i) => space.write(({ emit }) => emit("note.created", { entity_type: "lead", i }))),
    );
    expect(await test.events()).toHaveLength(40);
    // On Postgres the positions are committed first and told just after.
    await expect.poll(() => heard).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    await test.close();
  });

  test("publishes nothing of an operation that was undone", async () => {
    const test = await openTestApi({ engine, checksEvents: false });
    const space = await test.space();
    const heard: string[] = [];
    space.bus.subscribe((message) => heard.push(message.kind));
    const undone = space.write(async ({ emit, publish }) => {
      await emit("note.created", {});
      publish({ kind: "settings.changed" });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    expect(await test.events()).toEqual([]);
    expect(heard).toEqual([]);
    await test.close();
  });

  test("answers DUPLICATE when a unique value stands already, and goes on", async () => {
    const test = await openTestApi({ engine });
    const space = await test.space();
    const insert = () => space.write(({ db }) => db.insertInto("meta").values({ key: "same", value: "v" }).execute());
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: "DUPLICATE" });
    await space.write(({ db }) => db.insertInto("meta").values({ key: "other", value: "v" }).execute());
    await test.close();
  });

  test("undoes a part of an operation that fails, with its events and facts, and keeps the others", async () => {
    const test = await openTestApi({ engine, checksEvents: false });
    const space = await test.space();
    const heard: string[] = [];
    space.bus.subscribe((message) => {
      if (message.kind === "feed.event") heard.push(message.type);
    });
    await space.write(async ({ db, emit, attempt }) => {
      const keep = (key: string) => db.insertInto("meta").values({ key, value: "v" }).execute();
      await attempt(async () => {
        await keep("first");
        await emit("note.created", {});
        const inner = attempt(async () => {
          await keep("inner");
          await emit("lead.deleted", {});
          await keep("first");
        });
        await expect(inner).rejects.toMatchObject({ code: "DUPLICATE" });
      });
      const outer = attempt(async () => {
        await attempt(() => keep("within"));
        await emit("lead.updated", {});
        throw new Error("not this part");
      });
      await expect(outer).rejects.toThrow("not this part");
      await keep("last");
      await emit("lead.created", {});
    });
    const rows = await space.read.selectFrom("meta").select("key").where("value", "=", "v").orderBy("key").execute();
    expect(rows.map(({ key }) => key)).toEqual(["first", "last"]);
    expect(await test.events()).toEqual(["note.created", "lead.created"]);
    await expect.poll(() => heard).toEqual(["note.created", "lead.created"]);
    await test.close();
  });

  test("keeps its epoch and its data when it is opened again", async () => {
    const test = await openTestApi({ engine });
    const first = await test.space();
    await first.write(({ db }) => db.insertInto("meta").values({ key: "kept", value: "v" }).execute());
    await test.api.spaces.close();
    const again = await test.space();
    expect(again.epoch).toBe(first.epoch);
    expect(await again.read.selectFrom("meta").select("value").where("key", "=", "kept").execute()).toHaveLength(1);
    await test.close();
  });
});
