import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestEmployee, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("an agent's answer over %s", (engine) => {
  let site: TestSite;
  let jane: TestEmployee;
  let joe: TestEmployee;
  beforeAll(async () => {
    site = await openTestSite(engine);
    jane = await site.employ("Jane");
    joe = await site.employ("Joe");
  });
  afterAll(() => site.close());

  const start = async (init: object = {}, text = "hello") => {
    const visitor = await site.visit(init);
    const { conversation_id } = await visitor.say(text);
    return { visitor, conversation_id: conversation_id as number, path: `/conversations/${conversation_id}` };
  };
  const row = async (path: string) => (await site.ask(`GET ${path}`)).data;
  const send = (call: string, body?: object, key = site.secretKey) => site.request(call, { key, body });

  describe("answering", () => {
    test("is announced once per agent and shown to the visitor", async () => {
      const { visitor, conversation_id } = await start();
      await site.speak(jane, conversation_id, "Hi, Jane here", "How can I help?");
      await site.speak(joe, conversation_id, "Joe as well");
      await site.speak(jane, conversation_id, "Me again");
      const { data } = await visitor.history();
      expect(
        data.slice(2).map((one: { type: string; sender: { name: string } }) => `${one.type} ${one.sender.name}`),
      ).toEqual([
        "agent_joined Jane",
        "message Jane",
        "message Jane",
        "agent_joined Joe",
        "message Joe",
        "message Jane",
      ]);
      expect(data[3].sender).toEqual({ kind: "agent", id: jane.employee_id, name: "Jane" });
    });

    test("silences the automatic reply in that conversation, and in no other", async () => {
      const { visitor, conversation_id } = await start();
      await site.speak(jane, conversation_id, "Hi");
      expect((await visitor.say("my printer")).response).toBeNull();
      await visitor.call("POST /widget/end");
      expect((await visitor.say("my printer")).response).not.toBeNull();
    });

    test("as a secret key speaks under the key's name, with no employee behind it", async () => {
      const { path, conversation_id } = await start();
      const key = await site.key("crm", { name: "Helpdesk" });
      const answer = await send(
        `POST ${path}/messages`,
        { message: "Hi from the desk", client_id: "from-the-desk" },
        key,
      );
      expect(answer.status).toBe(201);
      expect(answer.body.data).toMatchObject({
        conversation_id,
        seq: 4,
        client_id: "from-the-desk",
        sender: { kind: "agent", id: null, name: "Helpdesk" },
        body: "Hi from the desk",
      });
      expect(await row(path)).toMatchObject({ assigned_to: null });
      const own = await send(`GET ${path}/messages?after_seq=3`, undefined, key);
      expect(own.body.data[0].client_id).toBe("from-the-desk");
      const others = await send(`GET ${path}/messages?after_seq=3`);
      expect(others.body.data[0].client_id).toBeNull();
    });

    test("twice under one client id stores it once; with another text or elsewhere it is 409", async () => {
      const { path } = await start();
      const other = await start();
      const body = { message: "Hi", client_id: "agent-message" };
      const first = await send(`POST ${path}/messages`, body);
      expect((await send(`POST ${path}/messages`, body)).body).toEqual(first.body);
      expect((await send(`POST ${path}/messages`, { ...body, message: "Ho" })).status).toBe(409);
      expect((await send(`POST ${other.path}/messages`, body)).status).toBe(409);
    });

    test("in a batch is all or nothing", async () => {
      const { path, visitor } = await start();
      const items = [1, 2, 3].map((n) => ({
        client_id: `${path.slice(-4)}-batch-${n}`.replace("/", "-"),
        body: `line ${n}`,
      }));
      const { body } = await send(`POST ${path}/messages/batch`, { items });
      expect(body.data.items.map((item: { seq: number }) => item.seq)).toEqual([4, 5, 6]);
      const again = await send(`POST ${path}/messages/batch`, {
        items: [...items, { client_id: "one-more-line", body: "line 4" }],
      });
      expect(again.body.data.items.map((item: object) => "duplicate" in item)).toEqual([true, true, true, false]);
      const [first] = items;
      const refused = await send(`POST ${path}/messages/batch`, {
        items: [
          { client_id: "never-stored", body: "x" },
          { ...first, body: "another" },
        ],
      });
      expect(refused.body.details[0]).toMatchObject({ item: 1 });
      expect((await visitor.history()).conversation.head).toBe(7);
    });

    test("from before the database was restored is 409, unless it is stored already", async () => {
      const { path, visitor } = await start();
      const { epoch } = await site.space();
      const one = { client_id: `${path.slice(-3)}-then`.replace("/", "-"), body: "Hi" };
      const batch = (items: readonly object[], seen: string) =>
        send(`POST ${path}/messages/batch`, { items, epoch: seen });
      expect((await batch([one], epoch)).status).toBe(200);
      const again = await batch([one], "another-epoch");
      expect(again.body.data).toMatchObject({ epoch, items: [{ duplicate: true }] });
      const { head } = (await visitor.history()).conversation;
      const refused = await batch([one, { client_id: "never-stored-2", body: "Who are you?" }], "another-epoch");
      expect(refused.body).toMatchObject({ code: "CONFLICT", error: expect.stringContaining("restored") });
      expect((await visitor.history()).conversation.head).toBe(head);
    });

    test("R16: the first person who replies takes the conversation and its lead; the next does not", async () => {
      const { path, conversation_id } = await start({ identity: { email: "taken@globex.example" } });
      const events = await site.during(async () => {
        await site.speak(jane, conversation_id, "Hi");
        await site.speak(joe, conversation_id, "Hi too");
      });
      const conversation = await row(path);
      expect(conversation).toMatchObject({ assigned_to: jane.employee_id, lead: { assigned_to: jane.employee_id } });
      expect(conversation.lead.score_breakdown).toContainEqual(expect.objectContaining({ reason: "agent_replied" }));
      const names = events.map(({ event }) => event);
      expect(names.filter((name) => name === "conversation.assigned")).toHaveLength(1);
      expect(names.filter((name) => name === "lead.assigned")).toHaveLength(1);
    });

    test("R16: a conversation that somebody has stays with them", async () => {
      const { path, conversation_id } = await start();
      await send(`POST ${path}/assign`, { assigned_to: joe.employee_id });
      await site.speak(jane, conversation_id, "Hi");
      expect(await row(path)).toMatchObject({ assigned_to: joe.employee_id });
    });

    test("reopens a closed conversation, and is 409 after the visitor's end", async () => {
      const { path, visitor } = await start();
      await send(`POST ${path}/close`);
      expect((await send(`POST ${path}/messages`, { message: "One more thing" })).status).toBe(201);
      expect((await row(path)).status).toBe("open");
      await visitor.call("POST /widget/end");
      const answer = await send(`POST ${path}/messages`, { message: "Too late" });
      expect(answer.body).toMatchObject({ code: "CONFLICT", error: expect.stringContaining("ended") });
    });

    test("tells who is connected, in order", async () => {
      const { conversation_id } = await start();
      const { bus, epoch } = await site.space();
      const heard: unknown[] = [];
      const stop = bus.subscribe((message) => {
        if (message.kind === "conversation.event") heard.push([message.epoch, message.event.seq, message.event.type]);
        if (message.kind === "conversation.read") heard.push([message.by, message.seq]);
      });
      await site.speak(jane, conversation_id, "Hi");
      stop();
      expect(heard).toEqual([
        [epoch, 3, "agent_joined"],
        [epoch, 4, "message"],
        ["agent", 4],
      ]);
    });
  });

  test("an answer sent again changes nothing, not even the conversation's version", async () => {
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    const path = `/conversations/${conversation_id}`;
    const send = () => site.ask(`POST ${path}/messages`, { message: "Hi", client_id: "client-id-again" });
    const version = async () => (await site.request(`GET ${path}`, { key: site.secretKey })).headers.get("ETag");
    const first = await send();
    const before = await version();
    expect(await send()).toEqual(first);
    expect(await version()).toBe(before);
  });
});
