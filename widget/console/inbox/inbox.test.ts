import { describe, expect, test } from "vitest";
import { event, many, row, setUp } from "./testing/inbox-server.ts";

describe("inbox", () => {
  test("a server that is away is a problem to show, and no error beside it", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", note);
    const { inbox, network } = setUp();
    network.isAway = true;
    expect(await inbox.load()).toBeNull();
    expect(inbox.state.value.phase).toBe("failed");
    // Node tells of what nobody handled once all of this turn has run.
    await new Promise<void>((resolve) => setImmediate(resolve));
    process.removeListener("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("all open conversations are loaded, and the feed starts where the first page stood", async () => {
    const { inbox } = setUp(...many(250), row(900, { status: "closed" }));
    expect(await inbox.load()).toEqual({ feed_seq: 41, epoch: "a" });
    expect(inbox.state.value).toMatchObject({ phase: "ready", closedTotal: 1, moreClosed: true });
    expect(inbox.state.value.rows.size).toBe(250);
  });

  test("a load that fails is told, and leaves what was on screen", async () => {
    const { inbox, refusal } = setUp(row(1));
    await inbox.load();
    refusal.next = new Error("down");
    expect(await inbox.load()).toBeNull();
    expect(inbox.state.value.phase).toBe("ready");
    expect(inbox.state.value.rows.size).toBe(1);
  });

  test("a closed conversation that was opened by its address stays while the list loads", async () => {
    const { inbox } = setUp(row(1), row(7, { status: "closed" }));
    const loading = inbox.load();
    await inbox.refresh(7);
    await loading;
    expect(inbox.state.value.rows.get(7)?.status).toBe("closed");
    expect(inbox.state.value.closedTotal).toBe(1);
  });

  test("events of one conversation that come together cost one request, and show its new row", async () => {
    const { inbox, rows, calls, elapse } = setUp(row(1));
    await inbox.load();
    calls.length = 0;
    rows.set(1, row(1, { last_message: "New" }));
    inbox.apply(event(1));
    inbox.apply(event(1));
    elapse();
    await expect.poll(() => inbox.state.value.rows.get(1)?.last_message).toBe("New");
    expect(calls).toEqual(["GET /conversations/{id}"]);
  });

  test("a burst over many conversations is one load, not a request each", async () => {
    const { inbox, calls, elapse } = setUp(...many(30));
    await inbox.load();
    calls.length = 0;
    for (let id = 1; id <= 30; id += 1) inbox.apply(event(id));
    elapse();
    await expect.poll(() => calls.length).toBeGreaterThan(0);
    expect(calls.every((key) => key === "GET /conversations")).toBe(true);
  });

  test("closing shows at once and is counted once", async () => {
    const { inbox } = setUp(row(1), row(2));
    await inbox.load();
    const closing = inbox.close(1);
    expect(inbox.state.value.rows.get(1)?.status).toBe("closed");
    await closing;
    expect(inbox.state.value.closedTotal).toBe(1);
  });

  test("what the server refuses is taken back", async () => {
    const { inbox, refusal } = setUp(row(1));
    await inbox.load();
    refusal.next = new Error("no");
    await expect(inbox.close(1)).rejects.toThrow("no");
    expect(inbox.state.value.rows.get(1)?.status).toBe("open");
    expect(inbox.state.value.closedTotal).toBe(0);
  });

  test("reopening shows at once, and is one closed conversation less", async () => {
    const { inbox } = setUp(row(1, { status: "closed" }), row(2, { status: "closed" }));
    await inbox.load();
    await inbox.loadClosed();
    const reopening = inbox.reopen(1);
    expect(inbox.state.value.rows.get(1)?.status).toBe("open");
    await reopening;
    expect(inbox.state.value.closedTotal).toBe(1);
  });

  test("a lead that was made or linked is shown with its conversation", async () => {
    const { inbox } = setUp(row(1));
    await inbox.load();
    expect(await inbox.takeLead(1, { email: "jane@example.com" })).toBe(true);
    expect(inbox.state.value.details.get(1)?.lead_id).toBe(42);
    expect(await inbox.takeLead(1, { lead_id: 7 })).toBe(false);
    expect(inbox.state.value.details.get(1)?.lead_id).toBe(7);
  });

  test("a lead that the server refuses changes nothing and is told", async () => {
    const { inbox, refusal } = setUp(row(1));
    await inbox.load();
    refusal.next = new Error("taken");
    await expect(inbox.takeLead(1, {})).rejects.toThrow("taken");
    expect(inbox.state.value.details.size).toBe(0);
  });

  test("what the employee was called to stays raised over a reload, until it is looked at", async () => {
    const { inbox } = setUp(row(1), row(2));
    await inbox.load();
    inbox.raise(1);
    await inbox.load();
    expect([...inbox.state.value.raised]).toEqual([1]);
    inbox.markRead(2, 1);
    expect([...inbox.state.value.raised]).toEqual([1]);
    inbox.markRead(1, 1);
    expect(inbox.state.value.raised.size).toBe(0);
  });

  test("typing ends by itself", async () => {
    const { inbox, elapse } = setUp(row(1));
    await inbox.load();
    inbox.typing(1, true);
    expect(inbox.state.value.typing.has(1)).toBe(true);
    elapse();
    expect(inbox.state.value.typing.has(1)).toBe(false);
  });
});
