import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Permission } from "../access/permissions.ts";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../testing/visitor.ts";
import { insertNote } from "./notes.ts";

describe.each(engines)("a colleague's note in a conversation on %s", (engine) => {
  let site: TestSite;
  let visitor: TestVisitor;
  let id: number;
  beforeAll(async () => {
    site = await openTestSite(engine);
    visitor = await site.visit();
    id = (await visitor.say("Hello", { contact: { email: "jo@corp.example" } })).conversation_id;
  });
  afterAll(() => site.close());

  const about = (entity_id = id) => ({ entity_type: "conversation", entity_id }) as const;
  const note = async (content: string, more: object = {}) =>
    (await site.ask("POST /notes", { ...about(), content, ...more })).data.note_id as number;
  const contents = async (entity_id = id) =>
    (await site.ask(`GET /notes?entity_type=conversation&entity_id=${entity_id}`)).data.map(
      (one: { content: string }) => one.content,
    );
  const keyWith = (...permissions: Permission[]) => site.key("crm", { permissions });

  test("is seen by no visitor: not in the history, the session, the start or the chat's own summary", async () => {
    const before = await visitor.history();
    await note("Secret wombat");
    const seen = [
      await visitor.history(),
      ...(await Promise.all(["messages", "session", "status"].map((what) => visitor.call(`GET /widget/${what}`)))),
      await visitor.call("POST /widget/init"),
      await site.request(`GET /conversations/${id}/messages`, { key: site.secretKey }),
    ];
    expect(JSON.stringify(seen).toLowerCase()).not.toContain("wombat");
    expect(seen[0].conversation).toEqual(before.conversation);
    await visitor.call("POST /widget/end");
    const { lead_id } = await visitor.conversation();
    const { activities, notes } = (await site.ask(`GET /leads/${lead_id}`)).data;
    expect(activities[0].description).toContain("Visitor: 1 message. No person has answered.");
    expect(JSON.stringify([activities, notes])).not.toContain("wombat");
  });

  test("is told to the log as part of its conversation, to who may read that", async () => {
    // Postgres numbers what came before just after its commit.
    await site.events();
    const after = (await site.ask("GET /events?limit=1")).head;
    const note_id = await note("Told");
    await site.events();
    const read = async (key: string) => (await site.request(`GET /events?after=${after}`, { key })).body.data;
    const told = { event: "note.created", conversation_id: id, data: { note_id, ...about(), content: "Told" } };
    expect(await read(await keyWith("conversations:read"))).toMatchObject([told]);
    expect(await read(await keyWith("leads:read", "contacts:read"))).toEqual([]);
  });

  test("is found by who may read conversations, and leads to it", async () => {
    const note_id = await note("Prefers quokkas");
    const find = (key: string) => site.request("GET /search?q=quokka&types=note", { key });
    const found = (await find(await keyWith("conversations:read"))).body.data.results;
    expect(found).toMatchObject([{ type: "note", id: note_id, url: `/crm/inbox/${id}` }]);
    expect((await find(await keyWith("leads:read"))).body.data.results).toEqual([]);
  });

  test("sent twice is stored once, also when it was changed or deleted in between", async () => {
    const sent = { ...about(), content: "Call back", client_id: "note-again" };
    const send = (body: object, key = site.secretKey) => site.request("POST /notes", { key, body });
    const first = await send(sent);
    expect(first.status).toBe(201);
    const { note_id } = first.body.data;
    const heard = await site.during(async () => {
      await site.ask(`PUT /notes/${note_id}`, { content: "Called back" });
      expect(await send(sent)).toMatchObject({ status: 200, body: { data: { note_id, content: "Called back" } } });
      await site.ask(`DELETE /notes/${note_id}`);
      expect(await send(sent)).toMatchObject({ status: 200, body: { data: { note_id } } });
    });
    expect(heard).toEqual([]);
    expect(await contents()).not.toContain("Call back");
    expect((await send(sent, await site.key("crm"))).body.data.note_id).not.toBe(note_id);
  });

  test("another note under a client id that was used is refused", async () => {
    const sent = { ...about(), content: "One", client_id: "note-taken" };
    await site.ask("POST /notes", sent);
    const other = (await (await site.visit()).say("Hi")).conversation_id;
    for (const change of [{ content: "Two" }, { is_pinned: true }, about(other)]) {
      const answer = await site.request("POST /notes", { key: site.secretKey, body: { ...sent, ...change } });
      const details = [{ field: "client_id", code: "duplicate" }];
      expect(answer).toMatchObject({ status: 409, body: { code: "DUPLICATE", details } });
    }
    expect(await contents(other)).toEqual([]);
  });

  test("sent sixteen times at once is stored once", async () => {
    const body = { ...about(), content: "At once", client_id: "note-at-once" };
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => site.request("POST /notes", { key: site.secretKey, body })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(15).fill(200), 201]);
    expect(new Set(answers.map((answer) => answer.body.data.note_id)).size).toBe(1);
  });

  test("written before a restore is not stored under what its number means now, but known when it is", async () => {
    const { epoch } = await site.space();
    const sent = { ...about(), content: "Then", client_id: "note-of-then" };
    const send = (body: object) => site.request("POST /notes", { key: site.secretKey, body });
    expect(await send({ ...sent, epoch: "another" })).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
    expect((await send({ ...sent, epoch })).status).toBe(201);
    expect((await send({ ...sent, epoch: "another" })).status).toBe(200);
  });

  test("stays with its conversation when the lead is merged, converted and purged; a lead's goes along", async () => {
    const chat = await (await site.visit()).say("Hi", { contact: { email: "merged@corp.example" } });
    const from_lead_id = (await site.ask(`GET /conversations/${chat.conversation_id}`)).data.lead_id;
    await site.ask("POST /notes", { ...about(chat.conversation_id), content: "Stays" });
    const ofLead = { entity_type: "lead", entity_id: from_lead_id, content: "Moves", client_id: "note-moves" };
    const { note_id } = (await site.ask("POST /notes", ofLead)).data;
    const { lead_id } = (await site.ask("POST /leads", { email: "into@corp.example", last_name: "Into" })).data;
    await site.ask(`POST /leads/${lead_id}/merge`, { from_lead_id });
    expect((await site.ask("POST /notes", ofLead)).data).toMatchObject({ note_id, entity_id: lead_id });
    await site.ask(`POST /leads/${lead_id}/convert`);
    expect((await site.purge(`/leads/${lead_id}`)).status).toBe(200);
    expect(await contents(chat.conversation_id)).toEqual(["Stays"]);
  });

  test("goes when its conversation is erased, deleted ones and those under way too, and an export shows it", async () => {
    const { conversation_id } = await (await site.visit()).say("Hi");
    const numbat = (content: string) => note(content, about(conversation_id));
    await numbat("Likes numbats");
    await site.ask(`DELETE /notes/${await numbat("Deleted numbat")}`);
    const exported = (await site.asOwner(`GET /personal-data?conversation_id=${conversation_id}`)).body.data;
    expect(exported.notes).toMatchObject([{ content: "Likes numbats" }, { content: "Deleted numbat" }]);
    expect(exported.counts.notes).toBe(2);
    const body = { conversation_id, confirm: "erase" };
    const author = { author_id: null, author_name: null, sent_by: null };
    const answer = await arriveBeforeCommit(
      site,
      (context) => insertNote(context, { ...about(conversation_id), content: "Late numbat", is_pinned: false }, author),
      () => site.asOwner("POST /personal-data/erase", { body }),
    );
    expect(answer.status).toBe(200);
    expect(rowsWith(await dumpTables(await site.space()), ["numbat"])).toEqual([]);
    const { results } = (await site.ask("GET /search?q=numbat&types=note")).data;
    expect(results).toEqual([]);
    const after = await site.request("POST /notes", {
      key: site.secretKey,
      body: { ...about(conversation_id), content: "x" },
    });
    expect(after.status).toBe(400);
  });
});
