import { afterEach, describe, expect, test } from "vitest";
import { AppError } from "../api/errors.ts";
import type { BusMessage } from "../api/events/bus.ts";
import { apiOfAgents, cookieOf, emptyPage, openConversation, record, settled } from "./testing/scenes.ts";
import { ask, connected, next, openStage, type Stage } from "./testing/stage.ts";

let stage: Stage;
afterEach(() => stage.close());

type Event = Extract<BusMessage, { kind: "conversation.event" }>["event"];

function happened(
  sender: Event["sender"],
  change: Partial<Event> = {},
): Extract<BusMessage, { kind: "conversation.event" }> {
  const event: Event = {
    message_id: 7,
    conversation_id: 10,
    seq: 1,
    client_id: "abcdefgh",
    type: "message",
    sender,
    body: "Hello",
    created_at: "2026-01-01T00:00:00Z",
    ...change,
  };
  return { kind: "conversation.event", epoch: "e1", widgetSessionId: 1, event };
}

describe("conversation facts", () => {
  test("reach all tabs of their visitor and the agents who have it open, and nobody else", async () => {
    stage = await openStage(apiOfAgents);
    const tabs = [await connected(stage.visitor()), await connected(stage.visitor())];
    const stranger = await connected(stage.visitor({ session: "ws_2" }));
    const open = await connected(stage.agent());
    const closed = await connected(stage.agent({ cookie: cookieOf(2) }));
    const inTest = await connected(stage.agent({ mode: "test" }));
    const all = [...tabs, stranger, open, closed, inTest].map(record);
    await openConversation(open);
    await openConversation(inTest);
    stage.live.bus.publish(happened({ kind: "bot", id: null, name: "Bot" }));
    await settled(...tabs, stranger, open, closed, inTest);
    expect(all.map(({ of }) => of("conversation.event").length)).toEqual([1, 1, 0, 1, 0, 0]);
    expect(all[0]?.of("conversation.event")[0]).toMatchObject({
      conversation_id: 10,
      seq: 1,
      epoch: "e1",
      body: "Hello",
    });
  });

  test("tell a client id only to who sent it", async () => {
    stage = await openStage(apiOfAgents);
    const visitor = await connected(stage.visitor());
    const author = await connected(stage.agent());
    const colleague = await connected(stage.agent({ cookie: cookieOf(2) }));
    const all = [visitor, author, colleague].map(record);
    await openConversation(author);
    await openConversation(colleague);
    stage.live.bus.publish(happened({ kind: "visitor", id: null, name: null }));
    stage.live.bus.publish(happened({ kind: "agent", id: 1, name: "Agent 1" }, { seq: 2 }));
    await settled(visitor, author, colleague);
    const ids = all.map(({ of }) => of("conversation.event").map((fact) => (fact as Event).client_id));
    expect(ids).toEqual([
      ["abcdefgh", null],
      [null, "abcdefgh"],
      [null, null],
    ]);
  });

  test("stop when the agent leaves the conversation, and never start when the API refuses it", async () => {
    const refuse = ({ params }: { params: { id: number } }) => {
      if (params.id !== 10) throw new AppError("NOT_FOUND", "There is no such conversation.");
      return emptyPage;
    };
    stage = await openStage({ "GET /conversations/{id}/messages": refuse });
    const agent = await connected(stage.agent());
    const seen = record(agent);
    await openConversation(agent);
    expect(await ask(agent, "conversation:sync", { conversation_id: 11, after: 0 })).toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await ask(agent, "conversation:leave", { conversation_id: 10 })).toEqual({ ok: true });
    stage.live.bus.publish(happened({ kind: "bot", id: null, name: null }));
    stage.live.bus.publish(happened({ kind: "bot", id: null, name: null }, { conversation_id: 11 }));
    await settled(agent);
    expect(seen.of("conversation.event")).toEqual([]);
  });

  test("that come between the join and the answer of a sync are not missed", async () => {
    stage = await openStage({
      "GET /conversations/{id}/messages": () => {
        stage.live.bus.publish(happened({ kind: "bot", id: null, name: null }));
        return emptyPage;
      },
    });
    const agent = await connected(stage.agent());
    const seen = record(agent);
    await openConversation(agent);
    expect(seen.of("conversation.event")).toHaveLength(1);
  });

  test("of the 51st open conversation push the one synced longest ago out", async () => {
    stage = await openStage(apiOfAgents);
    const agent = await connected(stage.agent());
    const seen = record(agent);
    for (let id = 1; id <= 50; id += 1) await openConversation(agent, id);
    await openConversation(agent, 1);
    await openConversation(agent, 51);
    for (const conversation_id of [1, 2, 51]) {
      stage.live.bus.publish(happened({ kind: "bot", id: null, name: null }, { conversation_id }));
    }
    await settled(agent);
    expect(seen.of("conversation.event").map((fact) => (fact as Event).conversation_id)).toEqual([1, 51]);
  });
});

test("feed events and read marks carry what their receivers need and no more", async () => {
  stage = await openStage(apiOfAgents);
  const visitor = await connected(stage.visitor());
  const agent = await connected(stage.agent());
  const colleague = await connected(stage.agent());
  const [atVisitor, atAgent, atColleague] = [record(visitor), record(agent), record(colleague)];
  await openConversation(agent);
  const event = {
    feed_seq: 3,
    event_id: 3,
    type: "lead.created",
    timestamp: "t",
    conversation_id: null,
    data: { lead_id: 1 },
  };
  stage.live.bus.publish({ kind: "feed.event", ...event });
  const mark = { conversation_id: 10, by: "agent", seq: 4 } as const;
  stage.live.bus.publish({ kind: "conversation.read", widgetSessionId: 1, ...mark });
  stage.live.bus.publish({ kind: "conversation.read", widgetSessionId: 1, ...mark, by: "visitor" });
  await settled(visitor, agent, colleague);
  expect(atAgent.of("feed.event")).toEqual([{ ...event, epoch: "e1" }]);
  expect(atVisitor.of("feed.event")).toEqual([]);
  expect(atVisitor.of("conversation.read")).toEqual([mark, { ...mark, by: "visitor" }]);
  expect(atAgent.of("conversation.read")).toEqual([mark, { ...mark, by: "visitor" }]);
  // What the team read counts in every inbox, also where the thread is not open.
  expect(atColleague.of("conversation.read")).toEqual([mark]);
});

describe("revocations", () => {
  test.each([
    ["key", 1, ["visitor", "other"]],
    ["widget_session", 1, ["visitor"]],
    ["employee", 1, ["agent", "inTest"]],
    ["employee_session", 200, ["colleague"]],
  ] as const)("of a %s cut exactly the sockets that hang on it", async (what, id, cut) => {
    stage = await openStage();
    const sockets = {
      visitor: await connected(stage.visitor()),
      other: await connected(stage.visitor({ session: "ws_2" })),
      agent: await connected(stage.agent()),
      inTest: await connected(stage.agent({ mode: "test" })),
      colleague: await connected(stage.agent({ cookie: cookieOf(2) })),
    };
    const reasons = cut.map((name) => next(sockets[name], "disconnect"));
    stage.live.bus.publish({ kind: "revoked", what, id });
    // The reason after which Socket.IO's client does not connect again by itself.
    for (const reason of reasons) expect((await reason)[0]).toBe("io server disconnect");
    const left = Object.entries(sockets).filter(([, socket]) => socket.connected);
    expect(left.map(([name]) => name)).toEqual(Object.keys(sockets).filter((name) => !cut.includes(name as never)));
  });
});
