import { describe, expect, test } from "vitest";
import { type BusMessage, createMemoryBus } from "../events/bus.ts";
import type { Space } from "../store/space.ts";
import { createPresence } from "./presence.ts";

/** Timers that run when the test says how much time has passed. */
function handTimers() {
  const waiting = new Set<{ due: number; run: () => void }>();
  let now = 0;
  return {
    after(milliseconds: number, run: () => void) {
      const timer = { due: now + milliseconds, run };
      waiting.add(timer);
      return () => waiting.delete(timer);
    },
    pass(milliseconds: number) {
      now += milliseconds;
      for (const timer of [...waiting]) {
        if (timer.due > now) continue;
        waiting.delete(timer);
        timer.run();
      }
    },
    waiting: () => waiting.size,
  };
}

function stage(name = "main_live") {
  const heard: BusMessage[] = [];
  const bus = createMemoryBus((error) => {
    throw error;
  });
  bus.subscribe((message) => heard.push(message));
  // Presence takes a space's name and bus and nothing else.
  return { space: { name, bus } as unknown as Space, heard, flush: () => heard.splice(0) };
}

const agent = (employee_id: number, name = `Agent ${employee_id}`) => ({ employee_id, name });
const presenceIs = (employee_id: number, status: string) => ({ kind: "presence", employee_id, status });
const availabilityIs = (status: string, agents_online: number) => ({ kind: "availability", status, agents_online });

describe("presence", () => {
  test("the first connection makes an agent online, and everybody hears it", () => {
    const { space, heard } = stage();
    const presence = createPresence({ after: handTimers().after });
    expect(presence.online(space)).toEqual({ agents_online: 0, status: "offline", employees: [] });
    presence.connect(space, agent(7), "one", "online");
    expect(heard).toEqual([presenceIs(7, "online"), availabilityIs("online", 1)]);
    expect(presence.online(space)).toEqual({
      agents_online: 1,
      status: "online",
      employees: [{ ...agent(7), status: "online" }],
    });
  });

  test("a second window changes nothing; an agent is away when all windows are", () => {
    const { space, flush } = stage();
    const presence = createPresence({ after: handTimers().after });
    presence.connect(space, agent(7), "one", "online");
    flush();
    presence.connect(space, agent(7), "two", "away");
    expect(flush()).toEqual([]);
    presence.set(space, 7, "one", "away");
    expect(flush()).toEqual([presenceIs(7, "away"), availabilityIs("away", 0)]);
    presence.set(space, 7, "two", "online");
    expect(flush()).toEqual([presenceIs(7, "online"), availabilityIs("online", 1)]);
  });

  test("an agent is offline thirty seconds after the last socket is gone", () => {
    const { space, flush } = stage();
    const timers = handTimers();
    const presence = createPresence({ after: timers.after });
    presence.connect(space, agent(7), "one", "online");
    presence.connect(space, agent(7), "two", "online");
    flush();
    presence.disconnect(space, 7, "one");
    timers.pass(60_000);
    presence.disconnect(space, 7, "two");
    timers.pass(29_999);
    expect(flush()).toEqual([]);
    expect(presence.online(space).agents_online).toBe(1);
    timers.pass(1);
    expect(flush()).toEqual([presenceIs(7, "offline"), availabilityIs("offline", 0)]);
    expect(presence.online(space).status).toBe("offline");
  });

  test("whoever comes back in time was never gone", () => {
    const { space, flush } = stage();
    const timers = handTimers();
    const presence = createPresence({ after: timers.after });
    presence.connect(space, agent(7), "one", "online");
    flush();
    presence.disconnect(space, 7, "one");
    timers.pass(29_000);
    presence.connect(space, agent(7), "two", "online");
    timers.pass(60_000);
    expect(flush()).toEqual([]);
    expect(presence.online(space).agents_online).toBe(1);
  });

  test("with colleagues left, only the number changes", () => {
    const { space, flush } = stage();
    const timers = handTimers();
    const presence = createPresence({ after: timers.after });
    presence.connect(space, agent(7), "one", "online");
    presence.connect(space, agent(8), "two", "online");
    presence.connect(space, agent(9), "three", "away");
    flush();
    presence.disconnect(space, 8, "two");
    timers.pass(30_000);
    expect(flush()).toEqual([presenceIs(8, "offline"), availabilityIs("online", 1)]);
    presence.disconnect(space, 7, "one");
    timers.pass(30_000);
    expect(flush()).toEqual([presenceIs(7, "offline"), availabilityIs("away", 0)]);
  });

  test("an agent who comes back under another name is told of again", () => {
    const { space, flush } = stage();
    const presence = createPresence({ after: handTimers().after });
    presence.connect(space, agent(7), "one", "online");
    flush();
    presence.connect(space, agent(7, "Ada"), "two", "online");
    expect(flush()).toEqual([availabilityIs("online", 1)]);
    expect(presence.online(space).employees).toEqual([{ ...agent(7, "Ada"), status: "online" }]);
  });

  test("connections that nobody knows change nothing", () => {
    const { space, heard } = stage();
    const timers = handTimers();
    const presence = createPresence({ after: timers.after });
    presence.set(space, 7, "one", "online");
    presence.disconnect(space, 7, "one");
    expect(heard).toEqual([]);
    expect(timers.waiting()).toBe(0);
  });

  test("the test space's agents do not answer live visitors", () => {
    const live = stage("main_live");
    const testSpace = stage("main_test");
    const presence = createPresence({ after: handTimers().after });
    presence.connect(testSpace.space, agent(7), "one", "online");
    expect(presence.online(live.space).status).toBe("offline");
    expect(live.heard).toEqual([]);
  });

  test("closing calls every waiting departure off", () => {
    const { space } = stage();
    const timers = handTimers();
    const presence = createPresence({ after: timers.after });
    presence.connect(space, agent(7), "one", "online");
    presence.disconnect(space, 7, "one");
    presence.close();
    expect(timers.waiting()).toBe(0);
  });
});
