import { afterEach, describe, expect, test, vi } from "vitest";
import { AppError } from "../api/errors.ts";
import { ask, connected, openStage, type Stage } from "./testing/stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const item = { client_id: "abcdefgh", body: "Hello" };
const stored = { epoch: "e1", conversation_id: 10, items: [{ client_id: "abcdefgh", message_id: 1, seq: 1 }] };

/** Sends text as the payload of an engine.io message, as a hand-written client could. */
function sendRaw(socket: Awaited<ReturnType<typeof connected>>, text: string) {
  socket.io.engine.write(text);
}

describe("hostile packets", () => {
  test.each([
    ['2/widget,["message:send"]', "without_ack"],
    ['2/widget,["message:send",{"items":[]},"not a function"]', "without_ack"],
    ['2/widget,7["message:send"]', "invalid_input"],
    ['2/widget,7["message:send",null]', "invalid_input"],
    ['2/widget,7["message:send",{"items":[{"client_id":"abcdefgh","body":"Hi"}]},"one more"]', "invalid_input"],
    ['2/widget,7["message:send",{"__proto__":{"items":[]},"constructor":{"prototype":{"items":[]}}}]', "invalid_input"],
    ['2/widget,7["__proto__",{}]', "unknown_event"],
    ['2/widget,7["constructor",{}]', "unknown_event"],
    ['2/widget,7["error",{}]', "unknown_event"],
    ["2/widget,7[1,{}]", "unknown_event"],
    ['2/widget,["typing"]', "invalid_input"],
    ["2/widget,7[", null],
    ["garbage", null],
    ['2/widget,["disconnect"]', null],
  ] as const)("%s does not reach product code and does not end the process", async (packet, counted) => {
    const reached = vi.fn();
    stage = await openStage({ "POST /widget/messages": reached, "GET /widget/messages": reached });
    const hostile = await connected(stage.visitor());
    sendRaw(hostile, packet);
    if (counted !== null) await vi.waitFor(() => expect(stage.gateway.counts()[counted]).toBe(1));
    else await vi.waitFor(() => expect(hostile.connected).toBe(false));
    await connected(stage.visitor({ session: "ws_2" }));
    expect(reached).not.toHaveBeenCalled();
    expect(stage.errors).toEqual([]);
  });

  test("binary attachments are refused as input, and end the connection when they do not fit their packet", async () => {
    stage = await openStage();
    const socket = await connected(stage.visitor());
    expect(await ask(socket, "message:send", { items: Buffer.from("x") })).toMatchObject({ code: "VALIDATION_ERROR" });
    sendRaw(socket, '51-/widget,7["message:send",{"_placeholder":true,"num":9}]');
    socket.io.engine.write(Buffer.from("x"));
    await vi.waitFor(() => expect(socket.connected).toBe(false));
    expect(stage.errors).toEqual([]);
  });

  test("an unknown command is answered when it asks for an answer", async () => {
    stage = await openStage();
    const socket = await connected(stage.visitor());
    expect(await ask(socket, "lead:delete", { id: 1 })).toMatchObject({ ok: false, code: "VALIDATION_ERROR" });
  });

  test("a 70 kB frame ends its connection and nothing else", async () => {
    stage = await openStage();
    const socket = await connected(stage.visitor());
    const other = await connected(stage.visitor({ session: "ws_2" }));
    sendRaw(socket, `2/widget,7["message:send",${JSON.stringify("x".repeat(70_000))}]`);
    await vi.waitFor(() => expect(socket.connected).toBe(false));
    expect(other.connected).toBe(true);
  });
});

describe("commands", () => {
  test("are answered with the API's reply and the rate limit it told", async () => {
    const send = vi.fn(() => stored);
    stage = await openStage({ "POST /widget/messages": send });
    const socket = await connected(stage.visitor());
    const reply = await ask(socket, "message:send", { items: [{ ...item, body: "  Hello " }] });
    expect(reply).toEqual({ ok: true, ...stored, limit: { limit: 30, remaining: 29, reset: 1 } });
    expect(send).toHaveBeenCalledWith({ body: { session_id: "ws_1", items: [item] } }, expect.anything());
  });

  test("name the refused item, whether the schema or the API refused it", async () => {
    stage = await openStage({
      "POST /widget/messages": () => {
        const details = [{ field: "items.1.client_id", code: "duplicate", message: "Another text has this id." }];
        throw new AppError("DUPLICATE", "Another text has this id.", { details });
      },
    });
    const socket = await connected(stage.visitor());
    const empty = await ask(socket, "message:send", { items: [item, { ...item, body: " " }] });
    expect(empty).toMatchObject({ ok: false, code: "VALIDATION_ERROR", item: 1 });
    const duplicate = await ask(socket, "message:send", { items: [item, item] });
    expect(duplicate).toEqual({ ok: false, code: "DUPLICATE", message: "Another text has this id.", item: 1 });
  });

  test("carry Retry-After of a refusal", async () => {
    stage = await openStage({
      "POST /widget/messages": () => {
        throw new AppError("RATE_LIMITED", "Wait 7 s.", { retryAfter: 7 });
      },
    });
    const socket = await connected(stage.visitor());
    const reply = await ask(socket, "message:send", { items: [item] });
    expect(reply).toEqual({ ok: false, code: "RATE_LIMITED", message: "Wait 7 s.", retry_after: 7 });
  });

  test("that fail by our own bug are logged without their input and answered SERVER_ERROR", async () => {
    stage = await openStage({
      "POST /widget/messages": () => {
        throw new TypeError("undefined is not a function");
      },
    });
    const socket = await connected(stage.visitor());
    const reply = await ask(socket, "message:send", { items: [item] });
    expect(reply).toMatchObject({ ok: false, code: "SERVER_ERROR" });
    expect(JSON.stringify(reply)).not.toContain("undefined");
    expect(stage.errors).toEqual([{ err: expect.any(TypeError), socket: socket.id, event: "message:send" }]);
  });

  test("that the database refuses are answered UNAVAILABLE, and whoever runs the server is told why", async () => {
    const full = new Error("database or disk is full");
    stage = await openStage({
      "POST /widget/messages": () => {
        throw new AppError("UNAVAILABLE", "Try again shortly.", { retryAfter: 1, cause: full });
      },
    });
    const socket = await connected(stage.visitor());
    const reply = await ask(socket, "message:send", { items: [item] });
    expect(reply).toEqual({ ok: false, code: "UNAVAILABLE", message: "Try again shortly.", retry_after: 1 });
    expect(stage.errors).toEqual([{ err: full, socket: socket.id, event: "message:send" }]);
  });

  test("that take too long are answered UNAVAILABLE, and their late failure hurts nobody", async () => {
    const { promise, reject } = Promise.withResolvers();
    stage = await openStage({ "POST /widget/messages": () => promise }, { times: { command: 20 } });
    const socket = await connected(stage.visitor());
    const reply = await ask(socket, "message:send", { items: [item] });
    expect(reply).toMatchObject({ ok: false, code: "UNAVAILABLE", retry_after: 1 });
    reject(new Error("late"));
    expect(await ask(socket, "nothing", {})).toMatchObject({ ok: false });
  });
});

describe("caps", () => {
  const page = { data: [], conversation: { conversation_id: null, epoch: "e1", head: 0, more: false } };

  test("a visitor's 41st command in 10 seconds is refused, the 201st ends the connection", async () => {
    stage = await openStage({ "GET /widget/messages": () => page });
    const socket = await connected(stage.visitor());
    const sync = () => ask(socket, "conversation:sync", { after: 0 });
    const replies = await Promise.all(Array.from({ length: 200 }, sync));
    expect(replies.filter((reply) => reply["ok"] === true)).toHaveLength(40);
    expect(replies[40]).toMatchObject({ ok: false, code: "RATE_LIMITED", retry_after: expect.any(Number) });
    socket.emit("conversation:sync", { after: 0 }, () => undefined);
    await vi.waitFor(() => expect(socket.connected).toBe(false));
    expect(stage.gateway.counts().cut_off).toBe(1);
  });

  test("signals do not count", async () => {
    stage = await openStage({ "GET /widget/messages": () => page });
    const socket = await connected(stage.visitor());
    for (let count = 0; count < 300; count += 1) socket.emit("typing", { typing: true });
    expect(await ask(socket, "conversation:sync", { after: 0 })).toMatchObject({ ok: true });
  });

  test("RATE_LIMITS=off lifts them", async () => {
    stage = await openStage({ "GET /widget/messages": () => page }, { rateLimits: false });
    const socket = await connected(stage.visitor());
    const replies = await Promise.all(
      Array.from({ length: 300 }, () => ask(socket, "conversation:sync", { after: 0 })),
    );
    expect(replies.every((reply) => reply["ok"] === true)).toBe(true);
  });
});
