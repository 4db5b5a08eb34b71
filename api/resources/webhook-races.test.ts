import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eraseRecords } from "../kit/erase.ts";
import { deleteRecord } from "../kit/records.ts";
import { engines } from "../testing/api.ts";
import { arriveBeforeCommit, type Working } from "../testing/races.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk } from "../testing/webhook-desk.ts";
import { webhook } from "./webhook-record.ts";

const secretOf = (n: number) => `the secret of change ${n}`;

describe.each(engines)("of two who change one webhook at once, on %s,", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const { call, make, put, stored, signsWith, patternsOf } = createWebhookDesk(() => site);

  test.each([
    ["deletes", (context: Working, id: number) => deleteRecord(context, webhook, id, false)],
    ["erases", (context: Working, id: number) => eraseRecords(context, webhook, [id])],
  ])("one that comes while the other %s it finds none, and leaves nothing that hears", async (_, remove) => {
    for (const [operation, body] of [
      ["PUT", { enabled: true, events: ["lead.*"], secret: null }],
      ["DELETE", undefined],
    ] as const) {
      const { webhook_id: id } = await make({ enabled: false });
      const { status } = await arriveBeforeCommit(
        site,
        (context) => remove(context, id),
        () => call(`${operation} /webhooks/${id}`, body),
      );
      expect([status, await patternsOf(id)]).toEqual([404, []]);
    }
  });

  test("each rotation follows on another: the last two secrets sign", async () => {
    const { webhook_id: id } = await make();
    const before = await stored(id);
    const wishes = Array.from({ length: 6 }, (_, n) => secretOf(n));
    await Promise.all(wishes.map((secret) => put(id, { secret })));
    const signing = (await signsWith(id)) ?? [];
    expect(new Set(signing).size).toBe(2);
    expect(signing.filter((secret) => !wishes.includes(secret))).toEqual([]);
    expect((await stored(id)).version).toBe(before.version + 6);
  });

  test("what it hears is what its row says", async () => {
    const { webhook_id: id } = await make();
    const wishes = [["lead.*"], ["note.*", "*"], ["contact.created"], ["lead.created", "lead.deleted"]];
    await Promise.all(wishes.map((events) => put(id, { events })));
    expect(await patternsOf(id)).toEqual(JSON.parse((await stored(id)).events).toSorted());
  });

  test("deleted and restored many times at once, it is either, and hears accordingly", async () => {
    const { webhook_id: id } = await make();
    const calls = Array.from({ length: 6 }, () => [`DELETE /webhooks/${id}`, `POST /webhooks/${id}/restore`]).flat();
    const statuses = (await Promise.all(calls.map((operation) => call(operation)))).map(({ status }) => status);
    expect(statuses.filter((status) => ![200, 404, 409].includes(status))).toEqual([]);
    const { deleted_at } = await stored(id);
    expect(await patternsOf(id)).toEqual(deleted_at === null ? ["note.*"] : []);
  });

  test("what commits after a webhook listens is queued for it, and no more once it is deleted", async () => {
    const { webhook_id: id } = await make({ events: ["lead.created"] });
    const { read } = await site.space();
    const queued = async () =>
      (await read.selectFrom("webhook_deliveries").select("event").where("webhook_id", "=", id).execute()).length;
    await site.ask("POST /leads", { email: "heard@example.com" });
    await put(id, { events: ["lead.*"] });
    await site.ask("DELETE /leads/1");
    expect(await queued()).toBe(2);
    await site.ask(`DELETE /webhooks/${id}`);
    await site.ask("POST /leads", { email: "unheard@example.com" });
    expect(await queued()).toBe(2);
  });
});
