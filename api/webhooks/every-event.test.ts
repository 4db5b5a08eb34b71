import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { engines } from "../testing/api.ts";
import { openReceiver, type Received, type TestReceiver } from "../testing/receiver.ts";
import { openStage, type Stage } from "../testing/stage.ts";
import { loadTriggers } from "../testing/triggers.ts";
import { messageId } from "./outbox.ts";

const triggers = await loadTriggers();
const secret = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;

describe.each(engines)("a webhook that listens to everything, on %s", (engine) => {
  let stage: Stage;
  let receiver: TestReceiver;
  let registeredAfter: number;
  /** Deliveries looked at so far. */
  let seen = 0;

  beforeAll(async () => {
    stage = await openStage(engine, { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" });
    receiver = await openReceiver();
    registeredAfter = await stage.lastEvent();
    await stage.make("POST /webhooks", { url: `${receiver.url}/everything`, events: ["*"], secret });
  });
  afterAll(async () => {
    await stage.close();
    await receiver.close();
  });

  async function log() {
    const { read } = await stage.space();
    const found = await read
      .selectFrom("events")
      .select(["event_id", "event", "entity", "entity_id", "timestamp", "data"])
      .where("event_id", ">", registeredAfter)
      .orderBy("event_id")
      .execute();
    return found.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) as unknown }));
  }

  /** A trigger may move the clock: what is on its way then would be taken for a dead process's. */
  async function settled(): Promise<void> {
    const { read } = await stage.space();
    const waiting = read.selectFrom("webhook_deliveries").select("delivery_id").where("due_at", "is not", null);
    while ((await waiting.execute()).length > 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Waits until all of the log has come, and compares what is new with it, before anything is erased again. */
  async function expectTheLog(): Promise<void> {
    const { epoch } = await stage.space();
    const events = await log();
    const arrived = (await receiver.arrived(events.length)).slice(seen);
    await settled();
    const wanted = events.slice(seen);
    seen = events.length;
    const told = new Map(arrived.map(({ headers, json }) => [headers["webhook-id"], json]));
    expect([...told.keys()].toSorted()).toEqual(wanted.map(({ event_id }) => messageId(epoch, event_id)).toSorted());
    for (const { event_id, event, timestamp, data } of wanted) {
      const { signature: _, ...said } = told.get(messageId(epoch, event_id));
      expect(said).toEqual({ event, timestamp, data });
    }
    for (const one of arrived) expectSigned(one);
  }

  test.each(triggers)("gets what fires when $name", async ({ prepare }) => {
    const { fire, refused, again } = await prepare(stage);
    await expectTheLog();
    await refused?.();
    await fire();
    await again?.();
    await expectTheLog();
  });

  test("got each event once, and those of one record in the order in which they were committed", async () => {
    const { epoch } = await stage.space();
    const events = await log();
    const ids = receiver.received.map(({ headers }) => String(headers["webhook-id"]));
    expect(ids).toHaveLength(events.length);
    expect(new Set(ids).size).toBe(events.length);
    const records = Map.groupBy(events, ({ entity, entity_id }) => `${entity}:${entity_id}`);
    for (const [record, own] of records) {
      const inOrder = own.map(({ event_id }) => messageId(epoch, event_id));
      const wanted = new Set(inOrder);
      expect(
        ids.filter((id) => wanted.has(id)),
        record,
      ).toEqual(inOrder);
    }
  });
});

/** By a stock verifier, at the time of the try; and as the reference says, over the bytes before the signature. */
function expectSigned({ headers, body, json }: Received): void {
  const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]));
  vi.useFakeTimers({ toFake: ["Date"], now: Number(headers["webhook-timestamp"]) * 1000 });
  try {
    expect(new Webhook(secret).verify(body, signed)).toEqual(json);
  } finally {
    vi.useRealTimers();
  }
  const hmac = (text: string) => `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;
  expect(hmac(`${body.slice(0, body.lastIndexOf(',"signature":'))}}`)).toBe(json.signature);
  expect(headers["x-valethon-signature"]).toBe(hmac(body));
}
