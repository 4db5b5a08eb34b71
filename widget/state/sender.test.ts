import { describe, expect, test, vi } from "vitest";
import type { Refusal, Sent } from "../../gateway/protocol.ts";
import { createOutbox, type Outbox, type OutboxEntry } from "./outbox.ts";
import { createSender, nextBatch } from "./sender.ts";
import { createTabs } from "./tabs.ts";
import { createFakeBrowser, createFakeTab } from "./testing/environment.ts";

type Answer = (bodies: string[]) => Refusal | "ok";

interface Bench {
  readonly outbox: Outbox;
  readonly batches: string[][];
  readonly waits: number[];
  readonly renewals: () => number;
  kick(): void;
  /** Ends the wait that is scheduled. */
  pass(): void;
}

async function bench(answer: Answer, { remaining = 100, renewed = true } = {}): Promise<Bench> {
  let scheduled: (() => void) | null = null;
  let renewals = 0;
  const waits: number[] = [];
  const batches: string[][] = [];
  const environment = createFakeTab(createFakeBrowser(), {
    after: (milliseconds, call) => {
      waits.push(milliseconds);
      scheduled = call;
      return () => {
        scheduled = null;
      };
    },
  });
  const outbox = createOutbox({ name: "test", environment, tabs: createTabs(environment, "test") });
  await outbox.open();
  const sender = createSender({
    outbox,
    environment,
    isReady: () => true,
    onSent: () => {},
    renew: async () => {
      renewals += 1;
      return renewed;
    },
    send: async (entries): Promise<Sent | Refusal> => {
      const bodies = entries.map((entry) => entry.body);
      batches.push(bodies);
      const reply = answer(bodies);
      if (reply !== "ok") return reply;
      const items = entries.map(({ client_id }, seq) => ({ client_id, message_id: seq, seq }));
      return { ok: true, epoch: "e", conversation_id: 1, items, limit: { limit: 30, remaining, reset: 0 } };
    },
  });
  return {
    outbox,
    batches,
    waits,
    renewals: () => renewals,
    kick: sender.kick,
    pass: () => scheduled?.(),
  };
}

const refusal = (code: Refusal["code"], extra: Partial<Refusal> = {}): Refusal => ({
  ok: false,
  code,
  message: code,
  ...extra,
});
const states = (outbox: Outbox) => outbox.entries.map((entry) => `${entry.state} ${entry.body}`);

describe("the sender", () => {
  test("sends at most 20 messages together, the oldest first", async () => {
    const { outbox, batches, kick } = await bench(() => "ok");
    for (let index = 0; index < 45; index += 1) outbox.add(`${index}`);
    kick();
    await vi.waitFor(() => expect(outbox.entries).toEqual([]));
    expect(batches.map((batch) => batch.length)).toEqual([20, 20, 5]);
    expect(batches.flat()).toEqual(Array.from({ length: 45 }, (_, index) => `${index}`));
  });

  test("sends no more than the limit last told, but at least one", async () => {
    const { outbox, batches, kick } = await bench(() => "ok", { remaining: 0 });
    for (let index = 0; index < 22; index += 1) outbox.add(`${index}`);
    kick();
    await vi.waitFor(() => expect(outbox.entries).toEqual([]));
    expect(batches.map((batch) => batch.length)).toEqual([20, 1, 1]);
  });

  test("waits as long as the server says, then sends the same message again", async () => {
    let refusing = true;
    const { outbox, batches, waits, kick, pass } = await bench(() =>
      refusing ? refusal("RATE_LIMITED", { retry_after: 7 }) : "ok",
    );
    outbox.add("patient");
    kick();
    await vi.waitFor(() => expect(waits).toEqual([7_000]));
    refusing = false;
    pass();
    await vi.waitFor(() => expect(outbox.entries).toEqual([]));
    expect(batches).toEqual([["patient"], ["patient"]]);
  });

  test("a message that is written meanwhile does not shorten the wait that the server asked for", async () => {
    let refusing = true;
    const { outbox, batches, waits, kick, pass } = await bench(() => {
      kick();
      return refusing ? refusal("RATE_LIMITED", { retry_after: 7 }) : "ok";
    });
    outbox.add("patient");
    kick();
    await vi.waitFor(() => expect(waits).toEqual([7_000]));
    outbox.add("another");
    kick();
    refusing = false;
    pass();
    await vi.waitFor(() => expect(outbox.entries).toEqual([]));
    expect(batches).toEqual([["patient"], ["patient", "another"]]);
  });

  test.each(["VALIDATION_ERROR", "FORBIDDEN", "DUPLICATE", "CONFLICT"] as const)(
    "%s fails the one message and goes on",
    async (code) => {
      const { outbox, kick } = await bench((bodies) => {
        const item = bodies.indexOf("bad");
        return item < 0 ? "ok" : refusal(code, { item });
      });
      for (const body of ["one", "bad", "two"]) outbox.add(body);
      kick();
      await vi.waitFor(() => expect(states(outbox)).toEqual(["failed bad"]));
    },
  );

  test("a refusal that names no message is found by sending one at a time", async () => {
    const { outbox, kick } = await bench((bodies) => (bodies.includes("bad") ? refusal("VALIDATION_ERROR") : "ok"));
    for (const body of ["one", "bad", "two"]) outbox.add(body);
    kick();
    await vi.waitFor(() => expect(states(outbox)).toEqual(["failed bad"]));
  });

  test("a conversation that has ended fails what was meant for it, and holds up no other", async () => {
    const { outbox, batches, kick } = await bench((bodies) => (bodies.includes("late") ? refusal("CONFLICT") : "ok"));
    outbox.add("late", 1);
    outbox.add("in time", 2);
    kick();
    await vi.waitFor(() => expect(states(outbox)).toEqual(["failed late"]));
    expect(batches).toEqual([["late"], ["in time"]]);
  });

  test("an unknown session is made again once, then its refusal fails the message", async () => {
    const { outbox, renewals, kick } = await bench(() => refusal("NOT_FOUND"));
    outbox.add("lost");
    kick();
    await vi.waitFor(() => expect(states(outbox)).toEqual(["failed lost"]));
    expect(renewals()).toBe(1);
  });

  test("everything else waits at the head: nothing overtakes", async () => {
    const { outbox, batches, waits, kick } = await bench(() => refusal("UNAVAILABLE"));
    outbox.add("one");
    outbox.add("two");
    kick();
    await vi.waitFor(() => expect(waits).toHaveLength(1));
    expect(batches).toEqual([["one", "two"]]);
    expect(states(outbox)).toEqual(["waiting one", "waiting two"]);
  });
});

test("a batch stays under 48 KiB, holds one conversation, and is never empty", () => {
  const entry = (body: string, conversation_id: number | null = null): OutboxEntry => ({
    client_id: `id-${body.length}-${conversation_id}`,
    conversation_id,
    body,
    created_at: 0,
    state: "waiting",
    problem: null,
  });
  const large = "\u0001".repeat(4_000);
  expect(nextBatch([entry(large), entry(large), entry(large)], 20)).toHaveLength(2);
  expect(nextBatch([entry("a", 1), entry("b", 1), entry("c", 2)], 20)).toHaveLength(2);
  expect(nextBatch([entry("a")], 0)).toHaveLength(1);
  expect(nextBatch([{ ...entry("a"), state: "failed" }], 20)).toEqual([]);
});
