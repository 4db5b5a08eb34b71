import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deleteRecord } from "../kit/records.ts";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openReceiver, type TestReceiver } from "../testing/receiver.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk, hookSecret } from "../testing/webhook-desk.ts";
import { webhook } from "./webhook-record.ts";

describe.each(engines)("a test of a webhook on %s", (engine) => {
  let site: TestSite;
  let receiver: TestReceiver;
  let id: number;
  beforeAll(async () => {
    site = await openTestSite(engine, { RATE_LIMITS: "off", WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" });
    receiver = await openReceiver();
  });
  beforeEach(async () => {
    receiver.answers((_, response) => {
      response.writeHead(204).end();
    });
    id = (await make({ url: `${receiver.url}/hook`, enabled: false })).webhook_id;
  });
  afterAll(async () => {
    await site.close();
    await receiver.close();
  });

  const { call, make, put, stored } = createWebhookDesk(() => site);
  const send = () => call(`POST /webhooks/${id}/test`);
  /** Does something while the receiver has a test and has not answered it. */
  async function sendWhile(work: () => Promise<unknown>) {
    const arrived = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    receiver.answers(async (_, response) => {
      arrived.resolve();
      await mayAnswer.promise;
      response.writeHead(204).end();
    });
    const testing = send();
    await arrived.promise;
    await work();
    mayAnswer.resolve();
    return await testing;
  }
  const deliveries = async () => (await site.ask(`GET /webhooks/${id}/deliveries`)).data;

  test("that nobody waits for any more is kept as it ended, and promises no second one", async () => {
    const leaving = new AbortController();
    receiver.answers(() => leaving.abort());
    const { url, secretKey } = site;
    const asked = fetch(`${url}/webhooks/${id}/test`, {
      ...{ method: "POST", headers: { "X-API-Key": secretKey }, signal: leaving.signal },
    });
    await expect(asked).rejects.toThrow();
    const statuses = async () => (await deliveries()).map(({ status }: { status: string }) => status);
    await expect.poll(statuses).toEqual(["dead"]);
    const [{ tries }] = await deliveries();
    expect(tries[0].error).toMatch(/^was stopped before an answer came: (?!.*tried again)/);
  });

  test("comes signed with what signs everything else, and is kept as a delivery", async () => {
    await put(id, { secret: "the secret that is in use now" });
    receiver.answers((_, response) => {
      response.writeHead(200).end("Thank you");
    });
    const { status, body } = await send();
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ delivered: true, status: 200, error: null, answer: "Thank you" });
    const { headers, json, body: text } = receiver.received.at(-1) ?? expect.fail();
    const at = new Date(Number(headers["webhook-timestamp"]) * 1000);
    const signatures = ["the secret that is in use now", hookSecret].map((secret) =>
      new Webhook(secret, { format: "raw" }).sign(String(headers["webhook-id"]), at, text),
    );
    expect(headers["webhook-signature"]).toBe(signatures.join(" "));
    expect(json).toEqual({
      event: "webhook.test",
      timestamp: "2026-03-10T14:30:00Z",
      data: { webhook_id: id, message: expect.any(String) },
      signature: expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    });
    expect(await deliveries()).toEqual([
      {
        ...{ delivery_id: body.data.delivery_id, webhook_id: id, event_id: null, event: "webhook.test" },
        ...{ message_id: headers["webhook-id"], status: "delivered", attempts: 1, next_attempt_at: null },
        tries: [
          {
            ...{ at: "2026-03-10T14:30:00Z", status: 200, error: null, answer: "Thank you" },
            duration_ms: body.data.duration_ms,
          },
        ],
        ...{ created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
      },
    ]);
  });

  test("that fails is answered by 200 with what went wrong, is not tried again and says nothing of the health", async () => {
    receiver.answers((_, response) => {
      response.writeHead(410).end("No longer\0 here");
    });
    const before = await stored(id);
    const { status, body } = await send();
    expect([status, body.data.delivered, body.data.status]).toEqual([200, false, 410]);
    expect(body.data.error).toMatch(/410/);
    expect(await deliveries()).toMatchObject([{ status: "dead", next_attempt_at: null, tries: [{ status: 410 }] }]);
    expect(await stored(id)).toEqual(before);
  });

  test("tells what it can of a server that is not there", async () => {
    const gone = await openReceiver();
    await put(id, { url: gone.url });
    await gone.close();
    const { body } = await send();
    expect(body.data).toMatchObject({
      delivered: false,
      status: null,
      error: expect.stringMatching(/\S/),
      answer: null,
    });
  });

  test("holds up nobody who writes meanwhile", async () => {
    const { body } = await sendWhile(async () => {
      expect((await put(id, { description: "Changed meanwhile" })).description).toBe("Changed meanwhile");
      expect(await deliveries()).toEqual([]);
    });
    expect(body.data.delivered).toBe(true);
  });

  test("of a webhook that is deleted before it is over is kept nowhere", async () => {
    const { status } = await sendWhile(() => site.ask(`DELETE /webhooks/${id}`));
    expect(status).toBe(404);
    const { read } = await site.space();
    expect(await read.selectFrom("webhook_deliveries").selectAll().where("webhook_id", "=", id).execute()).toEqual([]);
  });

  test("that ends while the webhook is deleted waits for that", async () => {
    const answer = await arriveBeforeCommit(
      site,
      (context) => deleteRecord(context, webhook, id, false),
      () => send(),
    );
    expect(answer.status).toBe(404);
  });

  test("is one of six a minute, and each is a test of its own, whatever its Idempotency-Key", async () => {
    const keyed = () => call(`POST /webhooks/${id}/test`, undefined, { "Idempotency-Key": "the-same" });
    const before = receiver.received.length;
    const answers = await Promise.all(Array.from({ length: 9 }, keyed));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(6);
    expect(receiver.received.length - before).toBe(6);
    const refused = answers.find(({ status }) => status === 429);
    expect([refused?.body.code, refused?.headers.get("Retry-After")]).toEqual(["RATE_LIMITED", "60"]);
    site.clock.advance(60_000);
    expect((await keyed()).status).toBe(200);
  });

  test("does not run inside a batch", async () => {
    const operations = [{ method: "POST", path: `/webhooks/${id}/test` }];
    const [result] = (await site.ask("POST /batch", { operations })).data.results;
    expect(result).toMatchObject({ status: 400, body: { details: [{ code: "not_in_a_batch" }] } });
  });

  test("with a secret that does not open says how to get another", async () => {
    const { write } = await site.space();
    await write(({ db }) => db.updateTable("webhooks").set({ secret: "x" }).where("webhook_id", "=", id).execute());
    const { status, body } = await send();
    expect([status, body.code]).toEqual([409, "CONFLICT"]);
    expect(body.error).toContain(`PUT /webhooks/${id} {"secret": null}`);
    await put(id, { secret: null });
    expect((await send()).body.data.delivered).toBe(true);
  });
});
