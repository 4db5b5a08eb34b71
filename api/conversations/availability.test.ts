import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { engines } from "../testing/api.ts";
import type { Caller } from "../testing/callers.ts";
import { openStage, type Stage } from "../testing/stage.ts";
import { createAvailability } from "./availability.ts";
import type { WidgetStatus } from "./widget-status.schema.ts";

const admin: Caller = { kind: "employee", role: "admin", mode: "live" };

/** Timers that run when the test says so; `due` is how long the one that waits has been told to wait. */
function handTimers() {
  const waiting = new Map<() => void, number>();
  return {
    after(milliseconds: number, run: () => void) {
      waiting.set(run, milliseconds);
      return () => waiting.delete(run);
    },
    due: () => [...waiting.values()],
    ring() {
      const due = [...waiting.keys()];
      waiting.clear();
      for (const run of due) run();
    },
  };
}

describe.each(engines)("what widgets hear of the team over %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  let stop = () => {};
  afterEach(() => stop());

  const put = async (body: object) => {
    const call = { method: "PUT", path: "/settings", params: {}, query: {}, headers: {}, body } as const;
    expect((await stage.send(admin, call)).status).toBe(200);
  };

  async function follow() {
    const heard: WidgetStatus[] = [];
    const timers = handTimers();
    const { presence, clock } = stage.api;
    const availability = createAvailability({ presence, clock, log: stage.api.log, after: timers.after });
    const space = await stage.space();
    stop = availability.follow(space, (status) => heard.push(status));
    const count = (number: number) => vi.waitFor(() => expect(heard).toHaveLength(number));
    await count(1);
    return { heard, timers, space, count };
  }

  test("is told whole at each change of what the settings say of it, and only then", async () => {
    const { heard, count } = await follow();
    await put({ incident: "Mail is slow" });
    await count(2);
    await put({ services: [{ name: "Email", state: "degraded" }], reply_time_minutes: 5 });
    await count(3);
    await put({ greeting: "Ahoy" });
    await put({ incident: null, services: null });
    await count(4);
    expect(heard.at(2)).toMatchObject({
      ...{ status: "offline", agents_online: 0, incident: "Mail is slow", reply_time_minutes: 5 },
      services: [{ name: "Email", state: "degraded" }],
    });
    expect(heard.at(3)).toEqual(await stage.api.availability.now(await stage.space()));
    const visitor = await stage.visit();
    expect(heard.at(3)).toEqual((await visitor.call("GET /widget/status")).body.data);
  });

  test("changes when agents come and go", async () => {
    const { heard, space, count } = await follow();
    const { presence } = stage.api;
    presence.connect(space, { employee_id: 1, name: "Ada" }, "one", "online");
    await count(2);
    presence.set(space, 1, "one", "away");
    await count(3);
    presence.disconnect(space, 1, "one");
    expect(heard.map(({ status, agents_online }) => [status, agents_online])).toEqual([
      ["offline", 0],
      ["online", 1],
      ["away", 0],
    ]);
  });

  test("names whoever is online, at most three and the longest there first, unless the space names nobody", async () => {
    const { heard, space, count } = await follow();
    const { presence } = stage.api;
    const come = (employee_id: number, name: string, status: "online" | "away" = "online") =>
      presence.connect(space, { employee_id, name }, `socket of ${name}`, status);
    const names = () => heard.at(-1)?.agents.map(({ name }) => name);
    expect(names()).toEqual([]);
    come(21, "Ada");
    come(22, "Ben", "away");
    for (const [id, name] of [
      [23, "Cleo"],
      [24, "Dan"],
      [25, "Eve"],
    ] as const)
      come(id, name);
    await vi.waitFor(() => expect(names()).toEqual(["Ada", "Cleo", "Dan"]));
    presence.set(space, 21, "socket of Ada", "away");
    await vi.waitFor(() => expect(names()).toEqual(["Cleo", "Dan", "Eve"]));
    const visitor = await stage.visit();
    expect(visitor.init.status).toEqual(heard.at(-1));
    const before = heard.length;
    await put({ show_agents: false });
    await count(before + 1);
    expect(heard.at(-1)).toMatchObject({ agents: [], agents_online: 3, status: "online" });
    await put({ show_agents: null });
    for (const [id, name] of [
      [21, "Ada"],
      [22, "Ben"],
      [23, "Cleo"],
      [24, "Dan"],
      [25, "Eve"],
    ] as const) {
      presence.disconnect(space, id, `socket of ${name}`);
    }
  });

  test("changes when the business hours begin and end, by a timer that follows the settings", async () => {
    const { heard, timers, count } = await follow();
    expect(timers.due()).toEqual([]);
    // The clock stands on Tuesday 2026-03-10, 14:30 UTC: 15:30 in Berlin.
    await put({ timezone: "Europe/Berlin", business_hours: { tue: [["09:00", "16:00"]], wed: [["09:00", "16:00"]] } });
    await count(2);
    expect(timers.due()).toEqual([30 * 60_000]);
    stage.clock.advance(30 * 60_000);
    timers.ring();
    await count(3);
    expect(heard.at(-1)?.business_hours).toMatchObject({ open: false, next_open_at: "2026-03-11T08:00:00Z" });
    // Looked at hourly in between, which tells nobody anything.
    expect(timers.due()).toEqual([3_600_000]);
    stage.clock.advance(3_600_000);
    timers.ring();
    await vi.waitFor(() => expect(timers.due()).toEqual([3_600_000]));
    stage.clock.advance(16 * 3_600_000);
    timers.ring();
    await count(4);
    expect(heard.at(-1)?.business_hours.open).toBe(true);
    await put({ business_hours: null });
    await vi.waitFor(() => expect(timers.due()).toEqual([]));
    expect(heard).toHaveLength(4);
  });

  test("is not told any more once it was stopped, and no timer is left", async () => {
    const { heard, timers } = await follow();
    await put({ business_hours: { tue: [["09:00", "16:00"]] } });
    await vi.waitFor(() => expect(timers.due()).toHaveLength(1));
    const before = heard.length;
    stop();
    await put({ incident: "Nobody hears it" });
    expect([heard.length, timers.due()]).toEqual([before, []]);
    await put({ incident: null, business_hours: null });
  });

  test("that could not be looked at is looked at again", async () => {
    const timers = handTimers();
    const { clock } = stage.api;
    const online = vi.fn(stage.api.presence.online);
    online.mockImplementationOnce(() => {
      throw new Error("lost");
    });
    const warn = vi.fn();
    const availability = createAvailability({ presence: { online }, clock, log: { warn }, after: timers.after });
    const tell = vi.fn();
    stop = availability.follow(await stage.space(), tell);
    await vi.waitFor(() => expect(timers.due()).toHaveLength(1));
    expect([warn.mock.calls.length, tell.mock.calls.length]).toEqual([1, 0]);
    timers.ring();
    await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(1));
  });
});
