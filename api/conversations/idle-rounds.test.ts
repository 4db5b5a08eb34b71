import { Writable } from "node:stream";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startScheduler } from "../scheduler.ts";
import type { Space } from "../store/space.ts";
import { engines, openTestApi } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { closeIdleConversations, writeDueActivities } from "./idle-conversations.ts";

const minute = 60_000;
const day = 86_400_000;

describe.each(engines)("the rounds over %s", (engine) => {
  let site: TestSite;
  let space: Space;
  beforeEach(async () => {
    site = await openTestSite(engine);
    space = await site.space();
  });
  afterEach(() => site.close());

  /** Conversations of one lead, each with an activity that is due now. */
  async function makeDue(number: number): Promise<void> {
    const visitor = await site.visit({ identity: { email: "due@globex.example" } });
    await visitor.say("hello");
    await visitor.say("again");
    const { conversation_id: _conversation, ...first } = await space.read
      .selectFrom("conversations")
      .selectAll()
      .executeTakeFirstOrThrow();
    const { activity_id: _activity, ...activity } = await space.read
      .selectFrom("activities")
      .selectAll()
      .executeTakeFirstOrThrow();
    await space.write(async ({ db }) => {
      for (let made = 1; made < number; made += 1) {
        const own = await db
          .insertInto("activities")
          .values(activity)
          .returning("activity_id")
          .executeTakeFirstOrThrow();
        await db
          .insertInto("conversations")
          .values({ ...first, ...own })
          .execute();
      }
    });
    site.clock.advance(15 * minute);
  }

  const due = async () =>
    await space.read
      .selectFrom("conversations")
      .select("conversation_id")
      .where("activity_due_at", "is not", null)
      .execute();
  const count = async (db: Space["read"]) =>
    (
      await db
        .selectFrom("conversations")
        .select((eb) => eb.fn.countAll<number>().as("due"))
        .where("activity_due_at", "is not", null)
        .executeTakeFirstOrThrow()
    ).due;
  const versions = async () => {
    const rows = await space.read.selectFrom("activities").select("version").execute();
    return [...new Set(rows.map(({ version }) => version))];
  };

  test("R14: 1,000 due activities are written, each once, in many short transactions", async () => {
    await makeDue(1000);
    const written: number[] = [];
    const counted: Space = {
      ...space,
      write: (work) =>
        space.write(async (transaction) => {
          const before = await count(transaction.db);
          const result = await work(transaction);
          written.push(before - (await count(transaction.db)));
          return result;
        }),
    };
    await writeDueActivities(site.api, counted);
    expect(written.reduce((sum, one) => sum + one, 0)).toBe(1000);
    expect([Math.min(...written) > 0, Math.max(...written) <= 25]).toEqual([true, true]);
    expect([await due(), await versions()]).toEqual([[], [2]]);
    const transactions = written.length;
    await writeDueActivities(site.api, counted);
    expect(written).toHaveLength(transactions);
  });

  test("R14: one that cannot be written stops no other, is logged and tried again in 15 minutes", async () => {
    await makeDue(3);
    const stranger = await site.visit({ identity: { email: "broken@globex.example" } });
    const { conversation_id } = await stranger.say("hello");
    site.clock.advance(15 * minute);
    const spoil = (attribution: string) =>
      space.write(({ db }) =>
        db.updateTable("widget_sessions").set({ attribution }).where("conversation_id", "=", conversation_id).execute(),
      );
    await spoil("{");
    const lines: string[] = [];
    const log = pino(new Writable({ write: (line, _, done) => done(void lines.push(String(line))) }));
    await writeDueActivities({ ...site.api, log }, space);
    expect(await due()).toEqual([{ conversation_id }]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ conversation_id, level: 50 }]);
    await spoil("{}");
    await writeDueActivities({ ...site.api, log }, space);
    expect(await due()).toHaveLength(1);
    site.clock.advance(15 * minute);
    await writeDueActivities({ ...site.api, log }, space);
    expect([await due(), lines.length]).toEqual([[], 1]);
  });

  test("one that cannot be closed stops no other", async () => {
    const [broken, whole] = [await site.visit({ identity: { email: "b@globex.example" } }), await site.visit()];
    const { conversation_id } = await broken.say("hello");
    await whole.say("hello");
    await space.write(({ db }) =>
      db
        .updateTable("widget_sessions")
        .set({ attribution: "{" })
        .where("conversation_id", "=", conversation_id)
        .execute(),
    );
    site.clock.advance(7 * day);
    const events = await site.during(() => closeIdleConversations(site.api, space));
    expect(events.map(({ event }) => event)).toEqual(["conversation.ended"]);
    const open = await space.read
      .selectFrom("conversations")
      .select("conversation_id")
      .where("status", "=", "open")
      .execute();
    expect(open).toEqual([{ conversation_id }]);
  });

  // Only there can two processes share a database.
  if (engine === "postgres")
    test("R14: two processes never write one twice", async () => {
      await makeDue(200);
      const other = await openTestApi({ engine, config: site.api.config, clock: site.clock });
      const theirs = await other.space();
      await Promise.all([writeDueActivities(site.api, space), writeDueActivities(other.api, theirs)]);
      expect([await due(), await versions()]).toEqual([[], [2]]);
      site.clock.advance(8 * day);
      const events = await site.during(() =>
        Promise.all([closeIdleConversations(site.api, space), closeIdleConversations(other.api, theirs)]),
      );
      expect(events.filter(({ event }) => event === "conversation.ended")).toHaveLength(200);
      expect(events).toHaveLength(200);
      await other.close();
    });

  test("come by themselves, both of them, until they are stopped", async () => {
    await makeDue(2);
    const patiently = { timeout: 10_000 };
    const stop = startScheduler(site.api, { due: 5, housekeeping: 5 });
    await vi.waitFor(async () => expect(await due()).toEqual([]), patiently);
    site.clock.advance(8 * day);
    const open = () => space.read.selectFrom("conversations").select("status").where("status", "=", "open").execute();
    await vi.waitFor(async () => expect(await open()).toEqual([]), patiently);
    stop();
  });
});
