import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openReceiver } from "../testing/receiver.ts";
import { openWebhookSite, type WebhookSite } from "../testing/webhooks.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe.each(engines)("the order of events on %s", (engine) => {
  let site: WebhookSite;
  beforeAll(async () => {
    site = await openWebhookSite({ engine });
  });
  afterAll(() => site.close());

  test("of one record is kept when what was taken has to be given back, however many wait behind it", async () => {
    const receiver = await openReceiver();
    const gate = Promise.withResolvers<void>();
    receiver.answers(async (_, response) => {
      await gate.promise;
      response.writeHead(200).end();
    });
    const id = await site.hook({ url: receiver.url });
    const { write } = await site.space();
    await write(async ({ emit }) => {
      for (const step of upTo(60)) await emit("lead.updated", { lead_id: 1, step });
    });
    await receiver.arrived(1);
    // So slow that nothing that was taken with it may begin any more.
    site.clock.advance(20_000);
    gate.resolve();
    await site.once(id, ({ due_at }) => due_at === null);
    expect(receiver.received.map(({ json }) => json.data.step)).toEqual(upTo(60));
    await receiver.close();
  });
});
