import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Employee } from "../access/actor.ts";
import { createEmployee } from "../access/employees.ts";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { sendAsAgent } from "./send-as-agent.ts";

describe.each(engines)("agents' conversations over %s", (engine) => {
  let site: TestSite;
  let jane: Pick<Employee, "employee_id" | "name">;
  let joe: Pick<Employee, "employee_id" | "name">;

  beforeAll(async () => {
    site = await openTestSite(engine);
    const space = await site.space();
    const add = (name: string) =>
      space.write(({ db }) =>
        createEmployee(db, {
          name,
          email: `${name}@a.example`,
          role: "agent",
          passwordHash: null,
          now: "2026-03-10T00:00:00Z",
        }),
      );
    jane = await add("Jane");
    joe = await add("Joe");
  });
  afterAll(() => site.close());

  /** Speaks as an employee who is signed in. */
  const speak = async (
    employee: Pick<Employee, "employee_id" | "name">,
    conversationId: number,
    ...texts: string[]
  ) => {
    const space = await site.space();
    const request = {
      id: "test",
      address: null,
      origin: null,
      userAgent: null,
      widgetSession: null,
      ifMatch: null,
      signal: null,
    };
    return await space.write((transaction) =>
      sendAsAgent(
        {
          ...transaction,
          api: site.api,
          space,
          request,
          now: new Date(site.clock.now()).toISOString().replace(".000", ""),
          actor: { kind: "system" },
          require: () => undefined,
        },
        conversationId,
        { kind: "agent", id: employee.employee_id, name: employee.name },
        texts.map((body) => ({ client_id: null, body })),
      ),
    );
  };
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
      await speak(jane, conversation_id, "Hi, Jane here", "How can I help?");
      await speak(joe, conversation_id, "Joe as well");
      await speak(jane, conversation_id, "Me again");
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
      await speak(jane, conversation_id, "Hi");
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

    test("R16: the first person who replies takes the conversation and its lead; the next does not", async () => {
      const { path, conversation_id } = await start({ identity: { email: "taken@globex.example" } });
      const events = await site.during(async () => {
        await speak(jane, conversation_id, "Hi");
        await speak(joe, conversation_id, "Hi too");
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
      await speak(jane, conversation_id, "Hi");
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
      await speak(jane, conversation_id, "Hi");
      stop();
      expect(heard).toEqual([
        [epoch, 3, "agent_joined"],
        [epoch, 4, "message"],
        ["agent", 4],
      ]);
    });
  });

  describe("the inbox", () => {
    test("shows who waits, since when and how much is unread", async () => {
      const { path, visitor, conversation_id } = await start({
        identity: { name: "Wanda", email: "wanda@globex.example" },
      });
      const since = (await row(path)).waiting_since;
      site.clock.advance(60_000);
      await visitor.say("anybody?");
      expect(await row(path)).toMatchObject({
        status: "open",
        visitor_name: "Wanda",
        contact: { email: "wanda@globex.example", name: "Wanda", phone: null, company: null },
        unread: 2,
        waiting_since: since,
        last_message_by: "bot",
        last_seq: 4,
        wants_person: false,
      });
      await visitor.say("I want to talk to a person");
      expect(await row(path)).toMatchObject({ wants_person: true, unread: 3 });
      await speak(jane, conversation_id, "Here I am");
      expect(await row(path)).toMatchObject({
        wants_person: false,
        unread: 0,
        waiting_since: null,
        last_message: "Here I am",
        last_message_by: "agent",
      });
    });

    test("filters, searches and pages, latest activity first, with the feed's position", async () => {
      const found = async (query: string) =>
        (await site.ask(`GET /conversations?${query}`)).data.map(
          (one: { conversation_id: number }) => one.conversation_id,
        );
      const older = await start({ identity: { name: "Zoë Quartz" } }, "my xylophone is broken");
      site.clock.advance(1000);
      const newer = await start({ identity: { name: "Zora Quartz" } });
      await send(`POST ${older.path}/close`);
      await send(`POST ${newer.path}/assign`, { assigned_to: joe.employee_id });
      expect(await found("search=quartz")).toEqual([newer.conversation_id, older.conversation_id]);
      expect(await found("search=zoe+qua")).toEqual([older.conversation_id]);
      expect(await found("search=quartz&status=open")).toEqual([newer.conversation_id]);
      expect(await found("search=quartz&status=closed,ended")).toEqual([older.conversation_id]);
      expect(await found("search=quartz&status=all&per_page=1&page=2")).toEqual([older.conversation_id]);
      expect(await found(`search=quartz&assigned_to=${joe.employee_id}`)).toEqual([newer.conversation_id]);
      expect(await found("search=quartz&assigned_to=none")).toEqual([older.conversation_id]);
      const list = await site.ask("GET /conversations?search=quartz&page=9");
      expect(list).toMatchObject({ data: [], pagination: { page: 9, per_page: 25, total: 2, total_pages: 1 } });
      expect(list.feed_seq).toBe((await site.events()).length);
      expect((await send("GET /conversations?status=lost")).status).toBe(400);
    });

    test("assigns to employees only, and tells the log once", async () => {
      const { path } = await start();
      expect((await send(`POST ${path}/assign`, { assigned_to: 999_999 })).status).toBe(400);
      const events = await site.during(async () => {
        await send(`POST ${path}/assign`, { assigned_to: jane.employee_id });
        await send(`POST ${path}/assign`, { assigned_to: jane.employee_id });
      });
      expect(events).toMatchObject([
        { event: "conversation.assigned", data: { assigned_to: jane.employee_id, previous: null } },
      ]);
      expect((await send(`POST ${path}/assign`, { assigned_to: null })).body.data.assigned_to).toBeNull();
    });

    test("closes once and tells the log once", async () => {
      const { path, visitor } = await start();
      const events = await site.during(async () => {
        expect((await send(`POST ${path}/close`)).body.data.status).toBe("closed");
        await send(`POST ${path}/close`);
      });
      expect(events).toMatchObject([{ event: "conversation.ended", data: { status: "closed" } }]);
      expect((await visitor.history()).data.at(-1)).toMatchObject({ type: "closed" });
    });

    test("marks what the team has read", async () => {
      const { path, visitor } = await start();
      expect((await send(`POST ${path}/read`, { seq: 99 })).body.data.seq).toBe(2);
      expect(await row(path)).toMatchObject({ unread: 0 });
      expect((await visitor.history()).conversation.read).toEqual({ visitor: 0, agent: 2 });
    });
  });

  describe("who may", () => {
    test.each([
      ["GET /conversations", undefined],
      ["GET /conversations/1", undefined],
      ["GET /conversations/1/messages", undefined],
      ["POST /conversations/1/messages", { message: "hi" }],
      ["POST /conversations/1/assign", { assigned_to: null }],
      ["POST /conversations/1/close", undefined],
      ["POST /conversations/1/read", { seq: 1 }],
    ])("%s needs a key that holds conversations:*", async (call, body) => {
      const poor = await site.key("crm", { permissions: ["leads:read"] });
      expect((await send(call, body, poor)).status).toBe(403);
      expect((await send(call, body, site.publicKey)).status).toBe(403);
      expect((await send(call.replace("/1", "/999999"), body)).status).toBe(call === "GET /conversations" ? 200 : 404);
    });

    test("a secret key on a widget path is 403", async () => {
      expect((await send("POST /widget/init", {})).status).toBe(403);
    });

    test("a key that may not read leads sees none beside the conversation", async () => {
      const { path } = await start({ identity: { email: "hidden@globex.example" } });
      const reader = await site.key("crm", { permissions: ["conversations:read"] });
      expect((await send(`GET ${path}`, undefined, reader)).body.data.lead).toBeNull();
      expect((await row(path)).lead).toMatchObject({ email: "hidden@globex.example" });
    });

    test("no answer and no event holds a session id", async () => {
      const { visitor, path } = await start();
      const answers = [await row(path), await site.ask("GET /conversations"), await site.ask("GET /events?limit=200")];
      expect(JSON.stringify(answers)).not.toContain(visitor.session_id);
    });
  });
});
