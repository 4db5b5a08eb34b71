import { expect, test } from "vitest";
import type { FeedEvent } from "../../gateway/protocol.ts";
import { Alerts } from "./alerts.ts";

const at = Date.parse("2026-03-10T14:30:00Z");

function setUp(permission: NotificationPermission = "granted", stored: string | null = "on") {
  const told: string[] = [];
  const kept = new Map<string, string>(stored === null ? [] : [["valethon.console.alerts", stored]]);
  const marks = new Set<string>();
  const alerts = new Alerts({
    name: "test",
    now: () => at,
    storage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) },
    go: (href) => told.push(href),
    heard: {
      has: async ({ conversation, seq }) => marks.has(`${conversation}:${seq}`),
      add: async ({ conversation, seq }) => Boolean(marks.add(`${conversation}:${seq}`)),
    },
    environment: {
      // One lock after the other, and nobody else holds any.
      locks: {
        request: async (_name: string, ...rest: unknown[]) => await (rest.at(-1) as (lock: object) => unknown)({}),
      } as never,
      indexedDB: {} as never,
      channel: () => null,
      visible: () => false,
    },
    doors: {
      permission: () => permission,
      ask: async () => {
        told.push("asked");
        return "denied";
      },
      notify: ({ title, body }, open) => {
        told.push(`${title}: ${body}`);
        open();
      },
      tones: { ready: async () => true, ring: () => told.push("ding"), prepare: () => told.push("prepared") },
    },
  });
  const hear = async (data: object = {}, timestamp = "2026-03-10T14:30:00Z") => {
    const said = { sender: { kind: "visitor" }, assigned_to: null, seq: 1, body: "Hello", ...data };
    const event = { type: "conversation.message", conversation_id: 7, timestamp, data: said } as unknown as FeedEvent;
    alerts.hear(event, 1, () => "Wanda");
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { alerts, told, kept, hear };
}

test("a visitor's message calls once, however many tabs hear of it, and leads to its conversation", async () => {
  const { told, hear } = setUp();
  await hear();
  await hear();
  expect(told).toEqual(["Wanda: Hello", "/crm/inbox/7", "ding"]);
});

test("what is another's, what the team says, and what was missed in sleep calls nobody", async () => {
  const { told, hear } = setUp();
  await hear({ assigned_to: 2 });
  await hear({ sender: { kind: "agent" } });
  await hear({}, "2026-03-10T14:20:00Z");
  expect(told).toEqual([]);
  await hear({ assigned_to: 1 });
  expect(told).toHaveLength(3);
});

test("while somebody looks at a tab of this device, nothing calls", async () => {
  const { alerts, told, hear } = setUp();
  alerts.look(true);
  await hear();
  expect(told).toEqual([]);
});

test("nothing is asked before somebody wants it, and what was chosen is remembered", async () => {
  const { alerts, told, kept, hear } = setUp("default", null);
  await hear();
  expect(told).toEqual([]);
  expect(await alerts.choose(true)).toContain("allow them for this site");
  expect(told).toEqual(["prepared", "asked"]);
  expect(kept.get("valethon.console.alerts")).toBe("on");
  await alerts.choose(false);
  expect(kept.get("valethon.console.alerts")).toBe("off");
  expect(setUp("granted", "off").alerts.wanted.value).toBe(false);
});
