import { afterEach, describe, expect, test, vi } from "vitest";
import { apiOfAgents, cookieOf, openConversation, record, settled } from "./testing/scenes.ts";
import { ask, connected, everybodyThere, next, openStage, type Stage } from "./testing/stage.ts";

let stage: Stage;
afterEach(() => stage.close());

describe("signals", () => {
  test("a visitor's typing reaches the agents, an agent's the visitor and the colleagues", async () => {
    stage = await openStage(apiOfAgents);
    const visitor = await connected(stage.visitor());
    const stranger = await connected(stage.visitor({ session: "ws_2" }));
    const agent = await connected(stage.agent());
    const colleague = await connected(stage.agent({ cookie: cookieOf(2) }));
    const own = record(agent);
    const foreign = record(stranger);
    await openConversation(agent);

    const atAgents = Promise.all([next(agent, "typing"), next(colleague, "typing")]);
    visitor.emit("typing", { typing: true });
    const typed = { conversation_id: 10, typing: true, sender: { kind: "visitor", id: null, name: null } };
    expect(await atAgents).toEqual([[typed], [typed]]);

    const atOthers = Promise.all([next(visitor, "typing"), next(colleague, "typing")]);
    agent.emit("typing", { conversation_id: 10, typing: true });
    const answering = { conversation_id: 10, typing: true, sender: { kind: "agent", id: 1, name: "Agent 1" } };
    expect(await atOthers).toEqual([[answering], [answering]]);
    await settled(agent, stranger);
    expect(own.of("typing")).toEqual([typed]);
    expect(foreign.of("typing")).toEqual([]);
  });

  test("an agent cannot type into a conversation that is not open, nor can a viewer anywhere", async () => {
    stage = await openStage(apiOfAgents);
    const visitor = await connected(stage.visitor());
    const seen = record(visitor);
    const agent = await connected(stage.agent());
    const viewer = await connected(stage.agent({ cookie: cookieOf(8) }));
    await openConversation(viewer);
    agent.emit("typing", { conversation_id: 10, typing: true });
    viewer.emit("typing", { conversation_id: 10, typing: true });
    await settled(agent, viewer, visitor);
    expect(seen.of("typing")).toEqual([]);
  });

  test("availability is told at once and at each change, presence to colleagues only", async () => {
    stage = await openStage();
    const socket = stage.visitor();
    const first = next(socket, "availability.changed");
    const visitor = await connected(socket);
    expect(await first).toEqual([everybodyThere]);
    const seen = record(visitor);
    const console = stage.agent();
    const colleague = next(console, "presence");
    const agent = await connected(console);
    expect(await colleague).toEqual([{ employee_id: 9, status: "away" }]);
    const told = next(agent, "presence");
    stage.live.bus.publish({ kind: "availability", status: "away", agents_online: 0 });
    stage.live.bus.publish({ kind: "presence", employee_id: 1, status: "away" });
    expect(await told).toEqual([{ employee_id: 1, status: "away" }]);
    await settled(visitor);
    expect(seen.of("availability.changed")).toEqual([{ ...everybodyThere, status: "away", agents_online: 0 }]);
    expect(seen.of("presence")).toEqual([]);
  });

  test("presence follows an agent's sockets and what they say", async () => {
    stage = await openStage();
    const agent = await connected(stage.agent());
    agent.emit("presence", { status: "away" });
    agent.emit("presence", { status: "asleep" });
    await settled(agent);
    agent.disconnect();
    await vi.waitFor(() => expect(stage.presence).toEqual(["connect 1 online", "set 1 away", "disconnect 1"]));
  });

  test("two agents on one conversation see each other until one looks away", async () => {
    stage = await openStage();
    const one = await connected(stage.agent());
    const two = await connected(stage.agent({ cookie: cookieOf(2) }));
    const viewing = (...ids: number[]) => [
      { conversation_id: 10, employees: ids.map((id) => ({ id, name: `Agent ${id}` })) },
    ];
    const seen = record(two);
    one.emit("viewing", { conversation_id: 10 });
    await settled(one);
    two.emit("viewing", { conversation_id: 10 });
    await settled(two);
    one.emit("viewing", { conversation_id: null });
    await settled(one);
    one.disconnect();
    await vi.waitFor(() => expect(stage.presence).toContain("disconnect 1"));
    await settled(two);
    expect(seen.of("viewing")).toEqual([...viewing(1), ...viewing(1, 2), ...viewing(2)]);
  });

  test("agents see the visitor come, the page without its query, and go after the grace", async () => {
    stage = await openStage({ "POST /widget/page": () => ({ stored: true }) }, { times: { visitorGrace: 20 } });
    const agent = await connected(stage.agent());
    let seen = next(agent, "visitor.seen");
    const visitor = await connected(stage.visitor());
    expect(await seen).toEqual([{ conversation_id: 10, online: true, page_url: null }]);
    seen = next(agent, "visitor.seen");
    await ask(visitor, "page:view", { page_url: "https://shop.example/cart?token=secret#pay" });
    expect(await seen).toEqual([{ conversation_id: 10, online: true, page_url: "https://shop.example/cart" }]);
    seen = next(agent, "visitor.seen");
    visitor.disconnect();
    expect(await seen).toEqual([{ conversation_id: 10, online: false, page_url: null }]);
  });

  test("who looks at the visitors is told that others are there, and nobody else is", async () => {
    stage = await openStage({ "POST /widget/page": () => ({ stored: true }) });
    const watcher = await connected(stage.agent());
    const other = record(await connected(stage.agent({ cookie: cookieOf(2) })));
    watcher.emit("watching", { visitors: true });
    await settled(watcher);
    const told = next(watcher, "visitors.changed");
    const visitor = await connected(stage.visitor());
    expect(await told).toEqual([]);
    const again = next(watcher, "visitors.changed");
    await ask(visitor, "page:view", { page_url: "https://shop.example/cart?token=secret", page_title: "Cart" });
    expect(await again).toEqual([]);
    expect(other.of("visitors.changed")).toEqual([]);
  });
});
