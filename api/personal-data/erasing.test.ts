import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertRecord } from "../kit/records.ts";
import { note } from "../resources/notes.ts";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { intercept } from "../testing/imports.ts";
import { arriveBeforeCommit } from "../testing/races.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("R19: erasing on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const erase = (who: object) => site.asOwner("POST /personal-data/erase", { body: { ...who, confirm: "erase" } });
  const rowsOf = async (...texts: string[]) => rowsWith(await dumpTables(await site.space()), texts);
  const makeLead = async (lead: object) => (await site.ask("POST /leads", lead)).data.lead_id as number;

  test("a deal and an account called by the person's name stay under a name of their own", async () => {
    const lead = await makeLead({ first_name: "Solo", last_name: "Trader", email: "solo@gmail.com" });
    const converted = (await site.ask(`POST /leads/${lead}/convert`, { create_opportunity: true })).data;
    const { prospect_id, opportunity_id } = converted;
    const { company_id } = (await site.ask(`POST /prospects/${prospect_id}/convert`)).data;
    await site.ask(`PUT /leads/${lead}`, { last_name: "Trader-Smith" });
    expect((await rowsOf("solo trader")).length).toBeGreaterThan(5);
    expect((await erase({ lead_id: lead })).status).toBe(200);
    expect(await rowsOf("solo", "trader")).toEqual([]);
    const named = async (path: string) => (await site.ask(`GET ${path}`)).data.name;
    expect(await named(`/opportunities/${opportunity_id}`)).toBe(`Opportunity ${opportunity_id}`);
    expect(await named(`/prospects/${prospect_id}`)).toBe(`Account ${prospect_id}`);
    expect(await named(`/companies/${company_id}`)).toBe(`Company ${company_id}`);
    const { results } = (await site.ask(`GET /search?q=account%20${prospect_id}`)).data;
    expect(results).toMatchObject([{ type: "prospect", id: prospect_id }]);
  });

  test("rows of imports that have yet to be taken are emptied, and no others", async () => {
    await makeLead({ email: "waiting@example.com", phone: "+1 202 555 0151" });
    const { write, read } = await site.space();
    const others = [2, ["other@example.com", "1202555", "Ann"]];
    const own = [
      [3, ["Waiting@Example.com", "", "Wimpelhof"]],
      [4, ["", "202-555-0151", "Wimpelhof"]],
      [5, ["", "", "Write to waiting@example.com."]],
    ];
    await write(async ({ db }) => {
      const rows = JSON.stringify([others, ...own]);
      await db.insertInto("import_chunks").values({ import_id: 99, first_row: 0, rows }).execute();
      for (const [claim, email] of [
        ["a", "waiting@example.com"],
        ["b", "notwaiting@example.com"],
      ] as const) {
        const cells = JSON.stringify([2, [email], true]);
        await db.insertInto("import_claims").values({ import_id: 99, claim, row: 1, cells }).execute();
      }
    });
    expect((await erase({ email: "waiting@example.com" })).status).toBe(200);
    const chunk = await read.selectFrom("import_chunks").select("rows").executeTakeFirstOrThrow();
    expect(JSON.parse(chunk.rows)).toEqual([others, ...own.map(([line]) => [line, ["", "", ""]])]);
    expect(await read.selectFrom("import_claims").select("claim").execute()).toEqual([{ claim: "b" }]);
    expect(await rowsOf("wimpelhof", "555-0151", "555 0151", "5550151")).toEqual([]);
  });

  test("a download is a JSON file of the same, a row a line", async () => {
    const lead = await makeLead({ email: "file@example.com" });
    await site.ask("POST /notes", { entity_type: "lead", entity_id: lead, content: "One" });
    await (await site.visit()).say("Hello", { contact: { email: "file@example.com" } });
    const path = `GET /personal-data?lead_id=${lead}`;
    const [shown, file] = [await site.asOwner(path), await site.asOwner(`${path}&download=true`)];
    expect(file.headers.get("Content-Disposition")).toBe('attachment; filename="personal-data.json"');
    expect(file.body).toEqual(shown.body.data);
    expect(file.body.conversations[0].messages).toMatchObject([{ body: "Hello" }, {}]);
    const { read } = await site.space();
    const deeds = read.selectFrom("audit_log").select("target").where("action", "=", "person.exported");
    expect((await deeds.execute()).at(-1)?.target).toMatch(/^lead:\d+,conversation:\d+,session:\d+$/);
  });

  test("what arrives before its commit is erased as well", async () => {
    const lead = await makeLead({ email: "racing@example.com" });
    const content = "Written at the last moment";
    const values = { entity_type: "lead", entity_id: lead, content, is_pinned: false, author_id: null };
    const answer = await arriveBeforeCommit(
      site,
      async (context) => {
        const held = context.db.selectFrom("leads").select("lead_id").where("lead_id", "=", lead);
        await (engine === "postgres" ? held.forKeyShare() : held).execute();
        await insertRecord(context, note, values);
      },
      () => erase({ lead_id: lead }),
    );
    expect(answer.status).toBe(200);
    expect(await rowsOf("last moment", "racing@")).toEqual([]);
  });

  test("asked for twice at once, it is done once: the second finds nobody", async () => {
    const visitor = await site.visit();
    await visitor.say("Hello", { contact: { email: "twice@example.com" } });
    const { conversation_id } = await visitor.conversation();
    await site.visit({ identity: { email: "silent@example.com" } });
    for (const who of [{ conversation_id }, { email: "silent@example.com" }]) {
      const answers = await Promise.all([erase(who), erase(who)]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404]);
    }
    const { data } = (await site.asOwner("GET /personal-data/erasures?entity_type=conversation&per_page=100")).body;
    expect(data.filter((entry: { entity_id: number }) => entry.entity_id === conversation_id)).toHaveLength(1);
  });

  test("an ordinary person goes as a whole or not at all", async () => {
    const lead = await makeLead({ email: "whole@example.com" });
    await (await site.visit()).say("All of it", { contact: { email: "whole@example.com" } });
    // Postgres numbers events just after their commit.
    await site.events();
    const before = await rowsOf("whole@example.com");
    const undo = intercept(await site.space(), (work, real) =>
      real(async (transaction) => {
        const result = await work(transaction);
        const standing = transaction.db.selectFrom("leads").select("lead_id").where("lead_id", "=", lead);
        if ((await standing.executeTakeFirst()) === undefined) throw new Error("The disk is full here.");
        return result;
      }),
    );
    expect((await erase({ lead_id: lead })).status).toBe(500);
    undo();
    expect(await rowsOf("whole@example.com")).toEqual(before);
  });

  describe("a very long history", () => {
    async function meetTalker(email: string, messages: number): Promise<number> {
      const visitor = await site.visit();
      await visitor.say("Hello", { contact: { email } });
      const { conversation_id, lead_id } = await visitor.conversation();
      const { write } = await site.space();
      for (let seq = 100; seq < 100 + messages; seq += 500) {
        const rows = Array.from({ length: 500 }, (_, i) => ({
          ...{ conversation_id, seq: seq + i, type: "message", sender_kind: "visitor", sender_id: null },
          ...{ sender_name: null, client_id: null, body: `talk of ${email}`, suggested_actions: null },
          created_at: "2026-03-10T14:30:00Z",
        }));
        await write(async ({ db, emit }) => {
          await db.insertInto("conversation_events").values(rows).execute();
          for (const { body } of rows) await emit("conversation.message", { conversation_id, body }, conversation_id);
        });
      }
      for (let n = 0; n < 30; n += 1) {
        await site.ask("POST /notes", { entity_type: "lead", entity_id: lead_id, content: `note ${n} on ${email}` });
      }
      const inChat = { entity_type: "conversation", entity_id: conversation_id };
      await site.ask("POST /notes", { ...inChat, content: `note in the chat with ${email}` });
      await site.events();
      return lead_id;
    }

    test("goes while others write, and never keeps them waiting for the whole", async () => {
      const lead_id = await meetTalker("talker@example.com", 4000);
      let isOver = false;
      const waits: number[] = [];
      const erasing = erase({ lead_id }).finally(() => {
        isOver = true;
      });
      const { write } = await site.space();
      while (!isOver) {
        const asked = performance.now();
        await write(({ db }) => db.updateTable("meta").set({ value: "x" }).where("key", "=", "none").execute());
        waits.push(performance.now() - asked);
        await turn();
      }
      expect((await erasing).body.data.erased).toMatchObject({ leads: 1, notes: 31, messages: 4002 });
      expect(waits.length).toBeGreaterThan(15);
      expect(await rowsOf("talker@example.com")).toEqual([]);
    });

    test("goes as a whole, whichever of the person's records it was found by", async () => {
      const lead_id = await makeLead({
        email: "chatter@example.com",
        last_name: "Chatter",
        company_name: "Chatter Works",
      });
      const { contact_id } = (await site.ask(`POST /leads/${lead_id}/convert`)).data;
      const visitor = await site.visit({ page_url: "https://site.example/chatterpage" });
      await visitor.say("Hello", { contact: { email: "chatter@example.com" } });
      const { conversation_id } = await visitor.conversation();
      for (let n = 0; n < 20; n += 1) {
        await site.ask("POST /notes", { entity_type: "contact", entity_id: contact_id, content: `note ${n}` });
      }
      expect((await erase({ conversation_id })).status).toBe(200);
      expect(await rowsOf("chatter@", "chatterpage")).toEqual([]);
      const { data } = (await site.asOwner("GET /personal-data/erasures?entity_type=conversation&per_page=100")).body;
      expect(data.filter((entry: { entity_id: number }) => entry.entity_id === conversation_id)).toHaveLength(1);
    });

    test("that is cut off midway is finished by a repeat", async () => {
      const lead_id = await meetTalker("severed@example.com", 2500);
      const space = await site.space();
      let writes = 0;
      const undo = intercept(space, (work, real) => {
        writes += 1;
        if (writes === 12) throw new Error("The process is killed here.");
        return real(work);
      });
      expect((await erase({ lead_id })).status).toBe(500);
      undo();
      expect(writes).toBe(12);
      expect((await rowsOf("severed@example.com")).length).toBeGreaterThan(0);
      expect((await erase({ email: "severed@example.com" })).status).toBe(200);
      expect(await rowsOf("severed@example.com")).toEqual([]);
      const { data } = (await site.asOwner("GET /personal-data/erasures?per_page=100")).body;
      const own = data.filter((entry: { entity_id: number }) => entry.entity_id === lead_id);
      expect(own).toMatchObject([{ entity_type: "lead" }]);
    });
  });
});
