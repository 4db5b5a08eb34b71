import { type KyselyPlugin, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { createTally } from "../measure.ts";
import type { Space } from "../store/space.ts";
import { engines } from "../testing/api.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";
import { createLane } from "./lane.ts";
import { createTimes, type Times } from "./schedule.ts";
import { createTurnstile } from "./turnstile.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The space as somebody sees it who is told of each statement before it runs, and may stop or delay it. */
function spied(space: Space, before: () => void, after: () => Promise<void> = async () => {}): Space {
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      before();
      return node;
    },
    async transformResult({ result }) {
      await after();
      return result;
    },
  };
  return {
    ...space,
    read: space.read.withPlugin(plugin),
    write: (work) => space.write((transaction) => work({ ...transaction, db: transaction.db.withPlugin(plugin) })),
  };
}

describe.each(engines)("one webhook's lane on %s", (engine) => {
  let site: WebhookSite;
  let space: Space;
  beforeAll(async () => {
    site = await openWebhookSite({ engine, runJobs: false });
    space = await site.space();
  });
  afterAll(() => site.close());

  const laneOf = (id: number, seen: Space = space, times: Times = createTimes(1)) => {
    const { api, clock } = site;
    return createLane(
      seen,
      id,
      { clock, log: api.log, secrets: api.secrets, sender: api.webhooks, times, tries: createTally() },
      createTurnstile(4),
    );
  };
  const replay = async (webhook_id: number, since: number) => {
    const common = { webhook_id, since: timestamp(since), created_at: timestamp(since) };
    const { last } = await space.read
      .selectFrom("events")
      .select((eb) => eb.fn.max("event_id").as("last"))
      .executeTakeFirstOrThrow();
    await space.write(({ db }) =>
      db
        .insertInto("webhook_replays")
        .values({ ...common, after_event_id: null, until_event_id: Number(last) })
        .execute(),
    );
  };

  test("takes what is queued while it looks in vain for events of the past", async () => {
    const id = await site.hook();
    const [asked, mayAnswer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isLooking = false;
    const seen = spied(space, () => {});
    const slow = spied(
      space,
      () => {},
      async () => {
        if (isLooking) return;
        isLooking = true;
        asked.resolve();
        await mayAnswer.promise;
      },
    );
    // Only the look for events of the past reads outside a transaction before anything is taken.
    const lane = laneOf(id, { ...seen, read: slow.read });
    lane.wake({ replays: true });
    await asked.promise;
    await site.happen(1);
    lane.wake();
    mayAnswer.resolve();
    await site.once(id, isOver);
    await lane.close();
  });

  /** Sends all that waits for a new webhook over a space whose statement `at` fails; returns whether one did. */
  async function sendOverFault(at: number, wait: (id: number) => Promise<void>): Promise<boolean> {
    const receiver = await openReceiver();
    const id = await site.hook({ url: receiver.url, events: ["note.created"] });
    await wait(id);
    let statements = 0;
    const faulty = spied(space, () => {
      statements += 1;
      if (statements === at) throw new Error(`Statement ${at} fails.`);
    });
    const lane = laneOf(id, faulty, { ...createTimes(1), databaseMs: 1 });
    lane.wake({ replays: true });
    for (let turns = 1; !(await isSent(id)); turns += 1) {
      await turn();
      if (turns % 100 > 0) continue;
      // What was taken and not written down comes due with its lease.
      site.clock.advance(30_000);
      lane.wake({ replays: true });
    }
    await lane.close();
    await receiver.close();
    const ids = new Set(receiver.received.map(({ headers, json }) => `${headers["webhook-id"]} ${json.data.note_id}`));
    expect(ids.size, `statement ${at}`).toBe((await site.deliveries(id)).length);
    if (statements < at) expect(receiver.received, "nothing failed").toHaveLength(ids.size);
    return statements >= at;
  }

  const happenTwice = () =>
    space.write(async ({ emit }) => {
      for (const note_id of [1, 2]) await emit("note.created", { note_id });
    });

  test("sends what is queued whichever statement fails on the way, under one webhook-id", async () => {
    let at = 1;
    while (await sendOverFault(at, happenTwice)) at += 1;
    expect(at).toBeGreaterThan(8);
  });

  test("sends events of the past whichever statement fails on the way, under one webhook-id", async () => {
    site.clock.advance(600_000);
    const since = site.clock.now();
    await happenTwice();
    let at = 1;
    while (await sendOverFault(at, (id) => replay(id, since))) at += 1;
    expect(at).toBeGreaterThan(12);
  });

  async function isSent(id: number): Promise<boolean> {
    const replays = await space.read.selectFrom("webhook_replays").select("replay_id").execute();
    const deliveries = await site.deliveries(id);
    return replays.length === 0 && deliveries.length > 0 && deliveries.every(isOver);
  }

  test("sends what arrived no second time because the database was away when it was to be written down", async () => {
    const receiver = await openReceiver();
    let isAway = 0;
    receiver.answers((_, response) => {
      isAway = 5;
      response.writeHead(200).end();
    });
    const id = await site.hook({ url: receiver.url, events: ["note.created"] });
    await happenTwice();
    const faulty = spied(space, () => {
      if (isAway === 0) return;
      isAway -= 1;
      throw new Error("The database is away.");
    });
    const lane = laneOf(id, faulty, { ...createTimes(1), databaseMs: 1 });
    lane.wake();
    while (!(await isSent(id))) await turn();
    expect(receiver.received).toHaveLength(2);
    await lane.close();
    await receiver.close();
  });

  test("ends at once although the database is away, and what it could not write down is sent again", async () => {
    const receiver = await openReceiver();
    let isAway = false;
    receiver.answers((_, response) => {
      isAway = true;
      response.writeHead(200).end();
    });
    const id = await site.hook({ url: receiver.url, events: ["note.created"] });
    await happenTwice();
    const asked = Promise.withResolvers<void>();
    const faulty = spied(space, () => {
      if (!isAway) return;
      asked.resolve();
      throw new Error("The database is away.");
    });
    const lane = laneOf(id, faulty, { ...createTimes(1), databaseMs: 3_600_000, leaseMs: 7_200_000 });
    lane.wake();
    await asked.promise;
    await lane.close();
    expect((await site.deliveries(id)).map(({ status }) => status)).toEqual(["pending", "pending"]);
    await receiver.close();
  });

  test("rests after failures on end, and ends at once although it rests", async () => {
    const receiver = await openReceiver();
    receiver.answers((_, response) => void response.writeHead(500).end());
    const id = await site.hook({ url: receiver.url });
    await site.happen(...Array.from({ length: 30 }, (_, i) => i + 1));
    const lane = laneOf(id, space, {
      ...createTimes(1),
      restAfter: (failures: number) => (failures < 6 ? 0 : 3_600_000),
    });
    lane.wake();
    const tried = async () => (await site.deliveries(id)).filter(({ attempts }) => attempts === 1).length;
    while ((await tried()) < 6) await turn();
    for (let turns = 0; turns < 200; turns += 1) await turn();
    await lane.close();
    // The sixth failure in a row, and at most three that were under way beside it.
    expect(receiver.received.length).toBeLessThan(10);
    await receiver.close();
  });

  if (engine === "postgres") {
    test("asks now and then for what somebody else holds, and not all the time", async () => {
      const id = await site.hook();
      await site.happen(1);
      let statements = 0;
      const lane = laneOf(
        id,
        spied(space, () => {
          statements += 1;
        }),
      );
      await space.write(async ({ db }) => {
        await db
          .selectFrom("webhook_deliveries")
          .select("delivery_id")
          .where("webhook_id", "=", id)
          .forUpdate()
          .execute();
        lane.wake();
        for (let i = 0; i < 200; i += 1) await sql`select 1`.execute(db);
      });
      expect(statements).toBeLessThan(5);
      await site.once(id, isOver);
      await lane.close();
    });
  }
});
