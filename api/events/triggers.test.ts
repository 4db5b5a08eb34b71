import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestAnswer } from "../testing/api.ts";
import { wrongIn } from "../testing/payloads.ts";
import { openStage, type Stage } from "../testing/stage.ts";
import { loadTriggers } from "../testing/triggers.ts";
import { type EventName, eventNames } from "./names.ts";
import { payloads } from "./payloads.ts";

const triggers = await loadTriggers();

interface Logged {
  readonly seq: number;
  readonly event_id: number;
  readonly event: EventName;
  readonly data: TestAnswer["body"];
}

const paths: Readonly<Record<string, string>> = {
  lead: "/leads",
  opportunity: "/opportunities",
  contact: "/people",
  prospect: "/prospects",
  activity: "/activities",
  note: "/notes",
  conversation: "/conversations",
};

const kindOf = ({ event }: Logged) => event.slice(0, event.indexOf("."));
const idOf = (one: Logged): number => one.data[`${kindOf(one)}_id`];
const fieldsOf = ({ event }: Logged) => Object.keys(payloads[event].record.shape);
const pick = (from: TestAnswer["body"], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, from[name]]));

test("every event has its trigger", () => {
  const fired = new Set(triggers.flatMap(({ events }) => events));
  expect(eventNames.filter((name) => !fired.has(name))).toEqual([]);
});

describe.each(engines)("on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  /** All of the log after a position, as GET /events tells it. */
  async function logSince(after: number): Promise<Logged[]> {
    await stage.events();
    const { data } = await stage.ask(`GET /events?after=${after}&limit=200`);
    return data;
  }

  const head = async () => {
    await stage.events();
    return (await stage.ask("GET /events?limit=1")).head as number;
  };

  test.each(triggers)("$name fires $events", async ({ prepare, events }) => {
    const { fire, refused, again } = await prepare(stage);
    const before = await head();
    await refused?.();
    expect(await logSince(before)).toEqual([]);
    await fire();
    const fired = await logSince(before);
    expect(fired.map(({ event }) => event)).toEqual(events);
    // In the order of the commits and without a gap, so that whoever reads by seq misses none.
    expect(fired.map(({ seq }) => seq)).toEqual(events.map((_, i) => before + 1 + i));
    expect(fired.flatMap(({ event, data }) => wrongIn(event, data) ?? [])).toEqual([]);
    for (const [i, one] of fired.entries()) {
      const isLast = !fired.slice(i + 1).some((later) => kindOf(later) === kindOf(one) && idOf(later) === idOf(one));
      if (isLast) await expectAsRead(one);
      expectChange(one);
    }
    await again?.();
    expect(await logSince(before)).toEqual(fired);
  });

  /** What an event tells is what anybody reads of the record right after it. */
  async function expectAsRead(one: Logged): Promise<void> {
    const path = `GET ${paths[kindOf(one)]}/${idOf(one)}`;
    if (one.event.endsWith(".deleted")) {
      expect((await stage.request(path, { key: stage.secretKey })).status).toBe(404);
      if (one.data.erased !== true) expect(await lastTold(one)).toEqual(pick(one.data, fieldsOf(one)));
      return;
    }
    const { data } = await stage.ask(path);
    if (kindOf(one) === "conversation") await expectConversation(one, data);
    else expect(pick(data, fieldsOf(one))).toEqual(pick(one.data, fieldsOf(one)));
  }

  /** A record that is gone is told as it was told before. */
  async function lastTold(one: Logged) {
    const log = await logSince(Math.max(one.seq - 100, 0));
    const known = log.filter(
      (other) => other.seq < one.seq && kindOf(other) === kindOf(one) && idOf(other) === idOf(one),
    );
    return pick(known.at(-1)?.data ?? {}, fieldsOf(one));
  }

  const ofConversation = ["status", "lead_id", "contact_id", "wants_person", "rating", "visitor_name", "page_url"];

  async function expectConversation({ event, data: told }: Logged, read: TestAnswer["body"]): Promise<void> {
    const names = ofConversation.filter((name) => name in told);
    expect(pick(told, names)).toEqual(pick(read, names));
    // Linked to a contact it tells the contact's owner.
    if (event !== "conversation.contact_linked" && "assigned_to" in told)
      expect(told.assigned_to).toBe(read.assigned_to);
    if (event !== "conversation.message") return;
    const messages = await stage.ask(`GET /conversations/${told.conversation_id}/messages?after_seq=${told.seq - 1}`);
    const { client_id: _, ...said } = messages.data[0];
    expect(told).toMatchObject(said);
  }

  /** `previous` names fields that the event tells, each with another value than it has now. */
  function expectChange({ event, data }: Logged): void {
    if (data.previous === undefined || event === "conversation.assigned") return;
    expect(Object.keys(data.previous)).not.toEqual([]);
    for (const [name, value] of Object.entries(data.previous)) expect(data[name], name).not.toEqual(value);
  }
});
