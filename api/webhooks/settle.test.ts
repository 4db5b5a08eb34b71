import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blankEvents } from "../events/record.ts";
import type { Space } from "../store/space.ts";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";
import { type Begun, beginTry } from "./begin-try.ts";
import { claimDue } from "./claim.ts";
import type { Outcome } from "./outcome.ts";
import { createTimes } from "./schedule.ts";
import { settle } from "./settle.ts";

const times = createTimes(1, () => 0.5);
const arrived: Outcome = { status: 200, error: null, answer: "jane is here", retryAfterMs: null, durationMs: 4 };
const failed: Outcome = { ...arrived, status: 500, error: "answered 500" };

describe.each(engines)("what a try came to, on %s", (engine) => {
  let site: WebhookSite;
  let space: Space;
  beforeAll(async () => {
    site = await openWebhookSite({ engine, runJobs: false });
    space = await site.space();
  });
  afterAll(() => site.close());

  let lead = 0;
  /** A webhook with one delivery, whose event tells of a lead of its own. */
  async function queued() {
    const id = await site.hook({ events: ["lead.created"] });
    lead += 1;
    await site.happen(lead);
    return { id, lead };
  }

  async function begin(id: number): Promise<Begun> {
    const now = site.clock.now();
    const claim = await claimDue(space, id, { now, leaseMs: times.leaseMs, most: 1 });
    const [claimed] = claim?.claimed ?? [];
    if (claimed === undefined) throw new Error("Nothing is due.");
    const begun = await beginTry(space, claimed, { secrets: site.api.secrets, now });
    if (begun === null) throw new Error("It is another's.");
    return begun;
  }

  const write = (begun: Begun, outcome: Outcome) => {
    const now = site.clock.now();
    return settle(space, begun, outcome, { times, began: now, now });
  };

  test("is written down beside what another process came to after the lease was over", async () => {
    const { id } = await queued();
    const late = await begin(id);
    site.clock.advance(times.leaseMs);
    const second = await begin(id);
    await write(second, failed);
    await write(late, arrived);
    expect(await site.deliveries(id)).toMatchObject([
      { status: "delivered", attempts: 2, due_at: null, tries: [{ status: 500 }, { status: 200 }] },
    ]);
  });

  test("is not written down as a failure once another process has it, nor once it arrived", async () => {
    const { id } = await queued();
    const late = await begin(id);
    site.clock.advance(times.leaseMs);
    const second = await begin(id);
    await write(late, failed);
    expect(await site.deliveries(id)).toMatchObject([{ status: "pending", attempts: 0, due_at: second.lease }]);
    await write(second, arrived);
    await write(late, failed);
    expect(await site.deliveries(id)).toMatchObject([{ status: "delivered", attempts: 1, tries: [{ status: 200 }] }]);
  });

  test("may arrive although it was given up meanwhile", async () => {
    const { id } = await queued();
    const begun = await begin(id);
    await change(id, { status: "dead", due_at: null });
    await write(begun, failed);
    expect(await site.deliveries(id)).toMatchObject([{ status: "dead", attempts: 0 }]);
    await write(begun, arrived);
    expect(await site.deliveries(id)).toMatchObject([{ status: "delivered", attempts: 1 }]);
  });

  test("is nothing when its delivery or its webhook is gone", async () => {
    const { id } = await queued();
    const begun = await begin(id);
    await space.write(async ({ db }) => {
      await db.deleteFrom("webhook_deliveries").where("webhook_id", "=", id).execute();
      await db.deleteFrom("webhooks").where("webhook_id", "=", id).execute();
    });
    for (const outcome of [failed, arrived]) expect(await write(begun, outcome)).toBe(null);
  });

  test("keeps nothing of what was said to the record that is being erased at that moment", async () => {
    for (const outcome of [arrived, failed]) {
      const { id, lead } = await queued();
      const begun = await begin(id);
      await arriveBeforeCommit(
        site,
        async ({ db }) => {
          await blankEvents(db, "lead", [lead]);
          await db.updateTable("webhook_deliveries").set({ tries: "[]" }).where("webhook_id", "=", id).execute();
        },
        () => write(begun, outcome),
      );
      const [delivery] = await site.deliveries(id);
      expect(delivery?.tries).toMatchObject([{ status: outcome.status, answer: null }]);
      expect(delivery?.tries[0]?.error).toBe(outcome.error === null ? null : "Erased with the record.");
    }
  });

  test("waits for whoever holds its webhook before it holds its delivery: neither has to begin anew", async () => {
    const { id } = await queued();
    const begun = await begin(id);
    let begins = 0;
    const counted: Space = {
      ...space,
      write: (work) =>
        space.write((transaction) => {
          begins += 1;
          return work(transaction);
        }),
    };
    const now = site.clock.now();
    await arriveBeforeCommit(
      site,
      async ({ db }) => {
        begins += 1;
        await db.updateTable("webhooks").set({ description: "held" }).where("webhook_id", "=", id).execute();
      },
      () => settle(counted, begun, failed, { times, began: now, now }),
      ({ db }) => db.updateTable("webhook_deliveries").set({ attempts: 3 }).where("webhook_id", "=", id).execute(),
    );
    expect(await site.deliveries(id)).toMatchObject([{ status: "pending", attempts: 4 }]);
    expect(begins).toBe(2);
  });

  const change = (id: number, values: { status: "dead"; due_at: null }) =>
    space.write(({ db }) => db.updateTable("webhook_deliveries").set(values).where("webhook_id", "=", id).execute());
});
