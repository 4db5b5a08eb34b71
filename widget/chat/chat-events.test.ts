import { expect, test } from "vitest";
import type { ChatSnapshot, ThreadItem, WidgetChat } from "../state/types.ts";
import { observeChat } from "./chat-events.ts";

function item(key: string, changes: Partial<ThreadItem> = {}): ThreadItem {
  return {
    key,
    type: "message",
    own: false,
    sender: { kind: "agent", name: "Ada" },
    body: key,
    createdAt: "2026-01-01T00:00:00Z",
    delivery: null,
    problem: null,
    suggestedActions: [],
    ...changes,
  };
}
const own = (key: string, delivery: ThreadItem["delivery"]) => item(key, { own: true, delivery });

function bench() {
  const told: string[] = [];
  let listener = () => {};
  const chat = {
    snapshot: { items: [], connection: "idle", unread: 0, status: "offline", typing: null } as unknown as ChatSnapshot,
    subscribe: (given: () => void) => {
      listener = given;
      return () => {};
    },
  };
  observeChat(chat as unknown as WidgetChat, (name, detail) => {
    told.push(detail instanceof Object && "text" in detail ? `${name} ${detail.text}` : name);
  });
  const shows = (parts: Partial<ChatSnapshot>) => {
    told.length = 0;
    chat.snapshot = { ...chat.snapshot, ...parts };
    listener();
    return told.filter((name) => !name.startsWith("connection"));
  };
  return shows;
}

test("an own message is told once, when it is stored", () => {
  const shows = bench();
  expect(shows({ items: [own("a", "sending")] })).toEqual([]);
  expect(shows({ items: [own("a", "sent")], connection: "online" })).toEqual([
    "conversation:started",
    "message:sent a",
  ]);
  expect(shows({ items: [own("a", "read")] })).toEqual([]);
});

test("what a returning visitor's thread holds is history, what comes then is news", () => {
  const shows = bench();
  expect(shows({ items: [own("a", "sent"), item("b")], connection: "online" })).toEqual([]);
  const third = { items: [own("a", "sent"), item("b"), item("c")], unread: 1 };
  expect(shows(third)).toEqual(["message:received c", "unread:changed"]);
});

test("another visitor's thread, or one that is loaded anew, is history again", () => {
  const shows = bench();
  shows({ items: [own("a", "sent"), item("b")], connection: "online" });
  shows({ items: [] });
  expect(shows({ items: [own("c", "sent"), item("d")] })).toEqual([]);
});

test("an agent's coming, an end and a rating have their own names", () => {
  const shows = bench();
  shows({ items: [own("a", "sent")], connection: "online" });
  const items = [
    own("a", "sent"),
    item("b", { type: "agent_joined" }),
    item("c", { type: "ended" }),
    item("d", { type: "rated" }),
  ];
  expect(shows({ items })).toEqual(["agent:joined", "conversation:ended", "rating:submitted"]);
});
