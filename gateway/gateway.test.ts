import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { engines } from "../api/testing/api.ts";
import { openReal } from "./testing/real.ts";
import { record } from "./testing/scenes.ts";
import { ask, next } from "./testing/stage.ts";

describe.each(engines)("the gateway over the API on %s", (engine) => {
  let real: Awaited<ReturnType<typeof openReal>>;
  let key: string;
  beforeEach(async () => {
    real = await openReal(engine);
    key = await real.test.key("pk_live");
  });
  afterEach(() => real.close());

  let lastId = 0;
  const item = (body: string) => {
    lastId += 1;
    return { client_id: `client-${String(lastId).padStart(4, "0")}`, body };
  };

  test("a visitor who connects spends none of the syncs of a minute; one without a session does", async () => {
    const session = await real.init(key);
    for (let count = 0; count < 5; count += 1) await real.visitor(key, session);
    await expect(real.visitor(key, "ws_nobody")).rejects.toThrow(/session/);
    const left = async (headers: Record<string, string>) =>
      Number((await real.test.request("GET /widget/status", { key, headers })).headers.get("X-RateLimit-Remaining"));
    expect(await left({ "X-Widget-Session": session })).toBe(119);
    expect(await left({})).toBe(118);
  });

  test("visitors hear the name of an agent who signs in, and nothing else of him", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const heard = record(visitor);
    await real.agent(await real.signIn());
    await expect.poll(() => heard.of("availability.changed").at(-1)).toMatchObject({ agents: [{ name: "Ada" }] });
    expect(JSON.stringify(heard.of("availability.changed"))).not.toMatch(/ada@acme|employee_id/);
  });

  test("a visitor and an agent talk to each other", async () => {
    const session = await real.init(key);
    const visitor = await real.visitor(key, session);
    const agent = await real.agent(await real.signIn());
    const [atVisitor, atAgent] = [record(visitor), record(agent)];

    const question = item("Do you ship to Oslo?");
    const sent = await ask(visitor, "message:send", { items: [question] });
    expect(sent).toMatchObject({ ok: true, items: [{ client_id: question.client_id, seq: 1 }], limit: { limit: 30 } });
    const conversation_id = sent["conversation_id"];

    const opened = await ask(agent, "conversation:sync", { conversation_id, after: 0 });
    expect(opened).toMatchObject({ ok: true, conversation_id, epoch: sent["epoch"], more: false });
    expect(opened["events"]).toContainEqual(
      expect.objectContaining({
        seq: 1,
        body: question.body,
        client_id: null,
        sender: expect.objectContaining({ kind: "visitor" }),
      }),
    );

    const answer = item("We do.");
    const told = next(visitor, "conversation.event");
    const answered = await ask(agent, "message:send", { conversation_id, items: [answer] });
    expect(answered).toMatchObject({ ok: true, conversation_id });
    await told;
    await ask(agent, "conversation:sync", { conversation_id, after: 0 });

    const seen = atVisitor.of("conversation.event") as { seq: number; body: string; client_id: string | null }[];
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_fact, index) => index + 1));
    expect(seen.find(({ body }) => body === question.body)?.client_id).toBe(question.client_id);
    expect(seen.find(({ body }) => body === answer.body)?.client_id).toBeNull();
    const own = (atAgent.of("conversation.event") as typeof seen).find(({ body }) => body === answer.body);
    expect(own?.client_id).toBe(answer.client_id);
    expect(atAgent.of("feed.event")).toContainEqual(
      expect.objectContaining({ type: "conversation.started", conversation_id, epoch: sent["epoch"] }),
    );
    const feed = await ask(agent, "feed:sync", { after: 0 });
    expect(feed).toMatchObject({ ok: true, epoch: sent["epoch"], more: false, reload: false });
  });

  test("a message sent twice is stored once, and another text under its id is refused", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const one = item("Hello");
    const first = await ask(visitor, "message:send", { items: [one] });
    const again = await ask(visitor, "message:send", { items: [one] });
    expect(again["items"]).toEqual([{ ...(first["items"] as object[])[0], duplicate: true }]);
    expect(again["limit"]).toEqual(first["limit"]);
    const other = await ask(visitor, "message:send", { items: [item("New"), { ...one, body: "Something else" }] });
    expect(other).toMatchObject({ ok: false, code: "DUPLICATE", item: 1 });
    const { events } = await ask(visitor, "conversation:sync", { after: 0 });
    const bodies = (events as { sender: { kind: string }; body: string }[])
      .filter(({ sender }) => sender.kind === "visitor")
      .map(({ body }) => body);
    expect(bodies).toEqual(["Hello"]);
  });

  test("a sync goes page by page, without gaps, until nothing is left", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const items = Array.from({ length: 7 }, (_, index) => item(`Message ${index}`));
    await ask(visitor, "message:send", { items });
    const seqs: number[] = [];
    for (;;) {
      const page = await ask(visitor, "conversation:sync", { after: seqs.at(-1) ?? 0, limit: 3 });
      seqs.push(...(page["events"] as { seq: number }[]).map(({ seq }) => seq));
      if (page["more"] !== true) {
        expect(seqs.at(-1)).toBe(page["head"]);
        break;
      }
    }
    expect(seqs.length).toBeGreaterThanOrEqual(7);
    expect(seqs).toEqual(seqs.map((_seq, index) => index + 1));
  });

  test("messages are charged one by one, and what does not fit is refused whole with the time to wait", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const batch = () => ({ items: Array.from({ length: 20 }, () => item("Hello")) });
    expect(await ask(visitor, "message:send", batch())).toMatchObject({ ok: true, limit: { limit: 30, remaining: 9 } });
    const refused = await ask(visitor, "message:send", batch());
    expect(refused).toMatchObject({ ok: false, code: "RATE_LIMITED", retry_after: 60 });
  });

  test("an end is told to every tab, and the next message starts a new conversation", async () => {
    const session = await real.init(key);
    const [visitor, tab] = [await real.visitor(key, session), await real.visitor(key, session)];
    const first = await ask(visitor, "message:send", { items: [item("Hello")] });
    const seen = record(tab);
    expect(await ask(visitor, "conversation:end", { rating: 5 })).toEqual({
      ok: true,
      conversation_id: first["conversation_id"],
    });
    const second = await ask(visitor, "message:send", { items: [item("One more thing")] });
    expect(second["conversation_id"]).not.toBe(first["conversation_id"]);
    await ask(tab, "conversation:sync", { after: 0 });
    expect(seen.of("conversation.event")).toContainEqual(expect.objectContaining({ type: "ended" }));
  });

  test("identify, read and page reach the API", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const { conversation_id } = await ask(visitor, "message:send", { items: [item("Hello")] });
    expect(await ask(visitor, "visitor:identify", { identity: { email: "jo@corp.example" }, confirm: true })).toEqual({
      ok: true,
      trust: "claimed",
    });
    expect(await ask(visitor, "conversation:read", { conversation_id, seq: 1 })).toEqual({ ok: true });
    expect(await ask(visitor, "page:view", { page_url: "https://shop.example/cart" })).toEqual({ ok: true });
    expect(await real.test.events()).toContain("lead.created");
  });

  test("an agent takes a conversation, closes and reopens it; both sides hear of what they may", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const agent = await real.agent(await real.signIn());
    const { conversation_id } = await ask(visitor, "message:send", { items: [item("Hello")] });
    const [atVisitor, atAgent] = [record(visitor), record(agent)];
    const one = { conversation_id };
    const { data } = (await real.test.request("GET /employees", { key: await real.test.key("crm") })).body;
    const assigned_to = data[0].employee_id;
    expect(await ask(agent, "conversation:assign", { ...one, assigned_to })).toEqual({ ok: true });
    expect(await ask(agent, "conversation:close", one)).toEqual({ ok: true });
    expect(await ask(agent, "conversation:reopen", one)).toEqual({ ok: true });
    await ask(visitor, "conversation:sync", { after: 0 });
    const told = () =>
      (atAgent.of("feed.event") as { type: string }[]).filter(({ type }) => /assigned|ended|reopened/.test(type));
    await vi.waitFor(() =>
      expect(told()).toMatchObject([
        { type: "conversation.assigned", data: { conversation_id, assigned_to } },
        { type: "conversation.ended", data: { conversation_id, status: "closed" } },
        { type: "conversation.reopened", data: { conversation_id, status: "open" } },
      ]),
    );
    expect(atVisitor.of("conversation.event")).toMatchObject([{ type: "closed" }, { type: "reopened" }]);
  });

  test("an agent is told why a conversation cannot be assigned or reopened", async () => {
    const visitor = await real.visitor(key, await real.init(key));
    const agent = await real.agent(await real.signIn());
    const { conversation_id } = await ask(visitor, "message:send", { items: [item("Hello")] });
    await ask(visitor, "conversation:end", {});
    const refusals = [
      await ask(agent, "conversation:assign", { conversation_id, assigned_to: 99_999 }),
      await ask(agent, "conversation:reopen", { conversation_id }),
      await ask(agent, "conversation:close", { conversation_id: 99_999 }),
      await ask(agent, "conversation:close", { conversation_id: "1" }),
    ];
    expect(refusals.map(({ ok, code }) => [ok, code])).toEqual([
      [false, "VALIDATION_ERROR"],
      [false, "CONFLICT"],
      [false, "NOT_FOUND"],
      [false, "VALIDATION_ERROR"],
    ]);
  });

  test("signing out cuts the console's socket", async () => {
    const signIn = await real.signIn();
    const agent = await real.agent(signIn);
    const cut = next(agent, "disconnect");
    const headers = { Cookie: signIn.cookie, "X-CSRF-Token": signIn.csrf, Origin: real.test.origin };
    expect((await real.test.request("DELETE /session", { headers })).status).toBe(200);
    expect((await cut)[0]).toBe("io server disconnect");
    await expect(real.agent(signIn)).rejects.toMatchObject({ data: { code: "AUTH_REQUIRED" } });
  });

  test("a key with an origin list, a secret key and a made-up key are refused at the handshake", async () => {
    const listed = await real.test.key("pk_live", { allowed_origins: ["https://other.example"] });
    await expect(real.visitor(listed, "ws_any")).rejects.toThrow("websocket error");
    await expect(real.visitor(await real.test.key("crm"), "ws_any")).rejects.toThrow("websocket error");
    await expect(real.visitor("pk_live_made-up", "ws_any")).rejects.toThrow("websocket error");
  });

  test("a session opens nothing under another key", async () => {
    const session = await real.init(key);
    const other = await real.test.key("pk_live");
    await expect(real.visitor(other, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
    const inTest = await real.test.key("pk_test");
    await expect(real.visitor(inTest, session)).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  });
});
