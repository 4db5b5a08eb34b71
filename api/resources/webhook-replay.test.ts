import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockRecord, updateRecord } from "../kit/records.ts";
import { renewEpoch } from "../store/epoch.ts";
import { engines, type TestAnswer } from "../testing/api.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { createWebhookDesk } from "../testing/webhook-desk.ts";
import { messageId } from "../webhooks/outbox.ts";
import { webhook } from "./webhook-record.ts";

/** No host of these tests resolves, so that what is due stays pending, whoever tries to send it. */
describe.each(engines)("a replay on %s", (engine) => {
  let site: TestSite;
  let lead: number;
  let note: number;
  beforeAll(async () => {
    site = await openTestSite(engine);
    const { lead_id } = (await site.ask("POST /leads", { email: "a@example.com" })).data;
    await site.ask("POST /notes", { entity_type: "lead", entity_id: lead_id, content: "A note" });
    const { read } = await site.space();
    const rows = await read.selectFrom("events").select("event_id").orderBy("event_id").execute();
    [lead, note] = rows.map(({ event_id }) => event_id) as [number, number];
  });
  afterAll(() => site.close());

  const { call, make, put, deedsOf, toldDuring } = createWebhookDesk(() => site);
  const replay = (id: number, body: object): Promise<TestAnswer> => call(`POST /webhooks/${id}/replay`, body);
  const deliveries = async (id: number) => (await site.ask(`GET /webhooks/${id}/deliveries`)).data;
  const overwrite = async (id: number, values: object) => {
    const { write } = await site.space();
    await write(({ db }) => db.updateTable("webhook_deliveries").set(values).where("webhook_id", "=", id).execute());
  };

  test("of an event from before the webhook was registered queues it under the id that it always has", async () => {
    const { webhook_id: id } = await make({ events: ["lead.*"] });
    expect(await toldDuring(async () => expect((await replay(id, { event_id: lead })).status).toBe(202))).toBe(1);
    const { epoch } = await site.space();
    expect(await deliveries(id)).toMatchObject([
      { event_id: lead, event: "lead.created", message_id: messageId(epoch, lead), status: "pending" },
    ]);
    expect(await deedsOf(id)).toEqual(["webhook.created", "webhook.replayed"]);
  });

  test.each(["delivered", "dead"])(
    "of an event that is %s makes the one delivery begin anew, and keeps its tries",
    async (status) => {
      const { webhook_id: id } = await make({ events: ["note.*"] });
      await replay(id, { event_id: note });
      const [before] = await deliveries(id);
      const one = { at: "2026-03-10T14:30:00Z", status: 204, error: null, answer: null, duration_ms: 5 };
      await overwrite(id, { status, attempts: 7, due_at: null, tries: JSON.stringify([one]) });
      expect((await replay(id, { event_id: note })).status).toBe(202);
      const now = await deliveries(id);
      const { delivery_id, message_id } = before;
      expect(now).toMatchObject([{ delivery_id, message_id, status: "pending", next_attempt_at: expect.any(String) }]);
      expect(now[0].attempts).toBeLessThan(7);
      expect(now[0].tries[0]).toEqual(one);
    },
  );

  test("takes what was sent to it before, though it listens no longer, and nothing else", async () => {
    const { webhook_id: id } = await make({ events: ["note.*"] });
    await replay(id, { event_id: note });
    await put(id, { events: ["opportunity.*", "contact.created"] });
    expect((await replay(id, { event_id: note })).status).toBe(202);
    const { status, body } = await replay(id, { event_id: lead });
    expect(status).toBe(400);
    expect(body.error).toContain("lead.created");
    expect(body.error).toContain("opportunity.*, contact.created");
  });

  test("since a moment waits beside two others at most, and not for a webhook that is disabled", async () => {
    const { webhook_id: id } = await make({ events: ["opportunity.*"] });
    const { write, read } = await site.space();
    const waits = { webhook_id: id, since: "2026-03-01T00:00:00Z", until_event_id: note, created_at: "" };
    await write(({ db }) => db.insertInto("webhook_replays").values([waits, waits, waits]).execute());
    const refused = await replay(id, { since: "2026-03-01T00:00:00Z" });
    expect([refused.status, refused.body.code]).toEqual([409, "CONFLICT"]);
    await put(id, { enabled: false });
    const left = read.selectFrom("webhook_replays").selectAll().where("webhook_id", "=", id);
    expect(await left.execute()).toEqual([]);
    await put(id, { enabled: true });
    const { body } = await replay(id, { since: "2026-03-10T15:30:00+01:00" });
    expect(body.data).toEqual({ webhook_id: id, event_id: null, since: "2026-03-10T14:30:00Z" });
  });

  test("of a disabled webhook is refused, and says how to enable it", async () => {
    const { webhook_id: id } = await make({ enabled: false });
    for (const body of [{ event_id: note }, { since: "2026-03-01T00:00:00Z" }]) {
      const answer = await replay(id, body);
      expect([answer.status, answer.body.error]).toEqual([409, expect.stringContaining('{"enabled": true}')]);
    }
    expect(await deliveries(id)).toEqual([]);
  });

  test("waits for who disables the webhook at this moment, and is refused", async () => {
    const { webhook_id: id } = await make();
    const disable = async (context: Parameters<typeof lockRecord>[0] & Parameters<typeof updateRecord>[0]) =>
      await updateRecord(context, webhook, await lockRecord(context, webhook, id), { enabled: false });
    const answer = await arriveBeforeCommit(site, disable, () => replay(id, { event_id: note }));
    expect(answer.status).toBe(409);
    expect(await deliveries(id)).toEqual([]);
  });

  test("of one event asked for many times at once is one delivery", async () => {
    const { webhook_id: id } = await make();
    const answers = await Promise.all(Array.from({ length: 8 }, () => replay(id, { event_id: note })));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    expect(await deliveries(id)).toHaveLength(1);
  });

  test("under one Idempotency-Key happens once", async () => {
    const { webhook_id: id } = await make();
    const again = () => call(`POST /webhooks/${id}/replay`, { event_id: note }, { "Idempotency-Key": "once" });
    expect(await toldDuring(again)).toBe(1);
    expect(await toldDuring(again)).toBe(0);
  });

  test("of an event from before the database was restored has the id that it had then, and later ones another", async () => {
    const { webhook_id: id } = await make({ events: ["lead.*", "note.*"] });
    const { epoch: before, write } = await site.space();
    await write(({ db }) => renewEpoch(db));
    await site.api.spaces.close();
    const { epoch } = await site.space();
    await site.ask("POST /notes", { entity_type: "lead", entity_id: 1, content: "Written since" });
    expect((await replay(id, { event_id: lead })).status).toBe(202);
    const later = expect.objectContaining({ event: "note.created" });
    const rows: { event_id: number; message_id: string }[] = await deliveries(id);
    expect(rows).toEqual(expect.arrayContaining([later]));
    for (const { event_id, message_id } of rows)
      expect(message_id).toBe(messageId(event_id === lead ? before : epoch, event_id));
    expect(rows).toHaveLength(2);
  });
});
