import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type TestDelivery, type WebhookSite } from "../testing/webhooks.ts";
import { giveUpWaiting } from "./give-up.ts";
import { setSubscriptions } from "./subscriptions.ts";

const isOver = ({ due_at }: TestDelivery) => due_at === null;

describe.each(engines)("what waits for a webhook that is disabled on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  /** A webhook one of whose deliveries waits for five minutes or so. */
  async function failingHook() {
    const receiver = await openReceiver();
    receiver.answers((_, response) => void response.writeHead(500).end());
    const id = await site.hook({ url: receiver.url });
    await site.happen(1);
    await site.once(id, ({ attempts }) => attempts === 1);
    await site.pass(6_000);
    await site.once(id, ({ attempts }) => attempts === 2);
    return { receiver, id };
  }

  test("is given up at once, although its next try is minutes away", async () => {
    const { receiver, id } = await failingHook();
    const { write } = await site.space();
    await write(async ({ db, publish }) => {
      await db.updateTable("webhooks").set({ enabled: 0 }).where("webhook_id", "=", id).execute();
      await setSubscriptions(db, id, []);
      publish({ kind: "webhooks.changed" });
    });
    expect(await site.once(id, isOver)).toMatchObject([{ status: "dead", attempts: 2 }]);
    await receiver.close();
  });

  test("is given up with the one whose failure disables it", async () => {
    const { receiver, id } = await failingHook();
    receiver.answers((_, response) => void response.writeHead(410).end());
    await site.happen(2);
    expect(await site.once(id, isOver)).toMatchObject([
      { status: "dead", attempts: 2 },
      { status: "dead", attempts: 1 },
    ]);
    await receiver.close();
  });

  test("stays when it is enabled again at that moment", async () => {
    const quiet = await openWebhookSite({ engine, runJobs: false });
    const id = await quiet.hook();
    await quiet.happen(3);
    const space = await quiet.space();
    const set = (enabled: 0 | 1) => space.read.updateTable("webhooks").set({ enabled }).where("webhook_id", "=", id);
    await space.write(({ db }) => db.executeQuery(set(0).compile()));
    await arriveBeforeCommit(
      quiet,
      ({ db }) => db.executeQuery(set(1).compile()),
      () => giveUpWaiting(space, id, quiet.clock.now()),
    );
    expect(await quiet.deliveries(id)).toMatchObject([{ status: "pending" }]);
    await quiet.close();
  });
});
