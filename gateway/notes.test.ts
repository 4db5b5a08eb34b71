import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { engines } from "../api/testing/api.ts";
import { openReal } from "./testing/real.ts";
import { record } from "./testing/scenes.ts";
import { ask } from "./testing/stage.ts";

describe.each(engines)("note:add over the API on %s", (engine) => {
  let real: Awaited<ReturnType<typeof openReal>>;
  let visitor: Awaited<ReturnType<typeof real.visitor>>;
  let agent: Awaited<ReturnType<typeof real.agent>>;
  let conversation_id: number;
  beforeEach(async () => {
    real = await openReal(engine);
    const key = await real.test.key("pk_live");
    visitor = await real.visitor(key, await real.init(key));
    agent = await real.agent(await real.signIn());
    const sent = await ask(visitor, "message:send", { items: [{ client_id: "client-0001", body: "Hello" }] });
    conversation_id = sent["conversation_id"] as number;
  });
  afterEach(() => real.close());

  const add = (content: string, more: object = {}) =>
    ask(agent, "note:add", { conversation_id, client_id: "note-0001", content, ...more });
  const syncOf = async (who: typeof agent, more: object = {}) =>
    await ask(who, "conversation:sync", { after: 0, ...more });

  test("a note comes to every console by the feed, and to no visitor by any way", async () => {
    const before = await syncOf(visitor);
    const [atVisitor, atAgent] = [record(visitor), record(agent)];
    const heard: unknown[] = [];
    visitor.onAny((...fact: unknown[]) => heard.push(fact));
    expect(await syncOf(agent, { conversation_id })).toMatchObject({ ok: true });
    const added = await add("Wants a wombat");
    expect(added).toEqual({ ok: true, epoch: before["epoch"], note_id: expect.any(Number) });
    const about = { entity_type: "conversation", entity_id: conversation_id, content: "Wants a wombat" };
    const told = { conversation_id, data: { note_id: added["note_id"], author_name: "Ada", ...about } };
    const notes = (events: readonly unknown[]) =>
      (events as { type: string }[]).filter(({ type }) => type === "note.created");
    const { epoch } = before;
    await vi.waitFor(() => expect(notes(atAgent.of("feed.event"))).toMatchObject([{ ...told, epoch }]));
    const feed = await ask(agent, "feed:sync", { after: 0 });
    expect(notes(feed["events"] as unknown[])).toMatchObject([told]);

    // What the visitor is told next comes after all that was told before it.
    await ask(agent, "message:send", { conversation_id, items: [{ client_id: "agent-0001", body: "Hi" }] });
    await vi.waitFor(() =>
      expect(atVisitor.of("conversation.event")).toContainEqual(expect.objectContaining({ body: "Hi" })),
    );
    expect(JSON.stringify([heard, await syncOf(visitor), await syncOf(agent, { conversation_id })])).not.toContain(
      "wombat",
    );
    const seqs = (atVisitor.of("conversation.event") as { seq: number }[]).map(({ seq }) => seq);
    expect(seqs[0]).toBe((before["head"] as number) + 1);
  });

  test("a note sent again after its ack was lost is stored and told once, another text under its id is refused", async () => {
    const atAgent = record(agent);
    const first = await add("Call back");
    expect(await add(" Call back ")).toEqual(first);
    expect(await add("Something else")).toMatchObject({ ok: false, code: "DUPLICATE" });
    const second = await add("Done", { client_id: "note-0002", is_pinned: true });
    const told = () =>
      (atAgent.of("feed.event") as { type: string; data: object }[]).filter(({ type }) => type === "note.created");
    await vi.waitFor(() => expect(told()).toHaveLength(2));
    expect(told().map(({ data }) => data)).toMatchObject([first, second].map((one) => ({ note_id: one["note_id"] })));
  });

  test("the longest note fits into one frame, and what cannot be a note is refused", async () => {
    expect(await add("語".repeat(20_000))).toMatchObject({ ok: true });
    const refused = [
      await add("語".repeat(20_001)),
      await add("  "),
      await ask(agent, "note:add", { conversation_id, content: "Without an id" }),
      await add("Nowhere", { conversation_id: 99_999, client_id: "note-0003" }),
      await add("Before", { epoch: "another", client_id: "note-0004" }),
      await ask(visitor, "note:add", { conversation_id, client_id: "note-0005", content: "Mine" }),
    ];
    const invalid = "VALIDATION_ERROR";
    expect(refused.map(({ code }) => code)).toEqual([invalid, invalid, invalid, invalid, "CONFLICT", invalid]);
  });
});
