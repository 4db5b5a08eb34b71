import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { dumpTables, rowsWith, withoutShared } from "../testing/dump.ts";

const day = 86_400_000;

describe.each(engines)("erasing for good on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  async function makeLead(): Promise<number> {
    const answer = await house.request("POST /leads", { key, body: { last_name: "Gone", company_name: "Acme" } });
    return answer.body.data.lead_id;
  }

  /** Each under an Idempotency-Key, so that the answer is kept. */
  const post = async (path: string, body: object, headers = { "Idempotency-Key": randomUUID() }) =>
    await house.request(`POST ${path}`, { key, body, headers });
  const make = async (path: string, body: object) => (await post(path, body)).body.data;
  const rowsOf = async (...texts: string[]) => rowsWith(await dumpTables(await house.space()), texts);

  /** A lead with all that hangs on it; each text holds the word. */
  async function makeFullLead(word: string): Promise<number> {
    const { lead_id } = await make("/leads", { email: `${word}@example.com`, raw_payload: { said: word } });
    const { lead_id: other } = await make("/leads", { last_name: word, company_name: word });
    await make(`/leads/${lead_id}/activities`, { type: "call", subject: word });
    await make("/notes", { entity_type: "lead", entity_id: lead_id, content: word });
    await make("/notes", { entity_type: "lead", entity_id: other, content: word });
    await make(`/leads/${lead_id}/merge`, { from_lead_id: other });
    await post("/leads", { email: `${word}@example.com` });
    await house.request(`PUT /leads/${lead_id}`, { key, body: { first_name: word } });
    return lead_id;
  }

  test("is refused to every key before it says whether there is such a record, and then nothing happens", async () => {
    const id = await makeLead();
    for (const path of [`/leads/${id}`, "/leads/987654", "/prospects/987654", "/custom-fields/987654"]) {
      const refused = await house.request(`DELETE ${path}?purge=true`, { key });
      expect(refused).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
      expect(refused.body.error).toContain("owners");
    }
    expect((await house.request(`GET /leads/${id}`, { key })).status).toBe(200);
  });

  test("leaves who did it, when and to which record, and nothing of what it held", async () => {
    const id = await makeLead();
    expect((await house.purge(`/leads/${id}`)).status).toBe(200);
    const { read } = await house.space();
    const rows = await read.selectFrom("audit_log").selectAll().where("action", "=", "record.erased").execute();
    expect(rows).toMatchObject([
      { actor: expect.stringMatching(/^employee:\d+$/), target: `lead:${id}`, created_at: "2026-03-10T14:30:00Z" },
    ]);
    expect(JSON.stringify(rows)).not.toContain("Gone");
  });

  test("takes a lead out of every table: history, merged leads, the log, kept answers; others stay as they are", async () => {
    await makeFullLead("keeper");
    const id = await makeFullLead("vanisher");
    expect((await rowsOf("vanisher")).length).toBeGreaterThan(10);
    const keptRows = async () => rowsWith(withoutShared(await dumpTables(await house.space())), ["keeper"]);
    const kept = await keptRows();
    await house.events();
    expect((await house.purge(`/leads/${id}`)).status).toBe(200);
    expect(await rowsOf("vanisher")).toEqual([]);
    expect(await keptRows()).toEqual(kept);
  });

  test("is told by an event that says no more than which record it was", async () => {
    const id = await makeLead();
    await house.events();
    await house.purge(`/leads/${id}`);
    await house.events();
    const { read } = await house.space();
    const told = read.selectFrom("events").select(["event", "data"]).where("entity_id", "=", id);
    const rows = await told.orderBy("seq").execute();
    const data = JSON.stringify({ lead_id: id, erased: true });
    expect(rows.filter(({ event }) => event.startsWith("lead."))).toEqual([
      { event: "lead.created", data },
      { event: "lead.deleted", data },
    ]);
  });

  test.each([
    ["contact", "/people", { last_name: "wanderer" }],
    ["prospect", "/prospects", { name: "wanderer" }],
    ["opportunity", "/opportunities", { name: "wanderer" }],
  ])("takes a %s with its notes and activities out of every table", async (type, path, body) => {
    const id = (await make(path, body))[`${type}_id`];
    await make("/notes", { entity_type: type, entity_id: id, content: "wanderer" });
    await make("/activities", { type: "call", subject: "wanderer", entity_type: type, entity_id: id });
    await house.request(`PUT ${path}/${id}`, { key, body: { tags: ["wanderer"] } });
    expect((await house.purge(`${path}/${id}`)).status).toBe(200);
    expect(await rowsOf("wanderer")).toEqual([]);
  });

  test("takes a single note or activity out of every table, and leaves its record", async () => {
    const lead = await makeLead();
    const note = await make("/notes", { entity_type: "lead", entity_id: lead, content: "scribble" });
    const activity = await make(`/leads/${lead}/activities`, { type: "call", subject: "scribble" });
    await house.purge(`/notes/${note.note_id}`);
    await house.purge(`/activities/${activity.activity_id}`);
    expect(await rowsOf("scribble")).toEqual([]);
    expect((await house.request(`GET /leads/${lead}`, { key })).status).toBe(200);
  });

  test("the events of an erased note are told to those alone who may read notes of every kind", async () => {
    const lead = await makeLead();
    const { note_id } = await make("/notes", { entity_type: "lead", entity_id: lead, content: "private" });
    await house.purge(`/notes/${note_id}`);
    await house.events();
    const narrow = await house.key("crm", { permissions: ["leads:read"] });
    const notesSeenBy = async (reader: string) => {
      const { body } = await house.request("GET /events?types=note.created&limit=200", { key: reader });
      return body.data.filter(({ data }: { data: { note_id: number } }) => data.note_id === note_id);
    };
    expect(await notesSeenBy(key)).toMatchObject([{ data: { note_id, erased: true } }]);
    expect(await notesSeenBy(narrow)).toEqual([]);
  });

  test("a repeat under an Idempotency-Key hears that it was erased, and makes nothing anew", async () => {
    const headers = { "Idempotency-Key": randomUUID() };
    const body = { email: "repeated@example.com" };
    const { lead_id } = (await post("/leads", body, headers)).body.data;
    await house.purge(`/leads/${lead_id}`);
    const again = await post("/leads", body, headers);
    expect(again).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(again.body.error).toContain("new Idempotency-Key");
    expect(again.headers.get("Idempotency-Replayed")).toBe("true");
    expect(await rowsOf("repeated@example.com")).toEqual([]);
  });

  test("the sweep after 30 days is as thorough", async () => {
    const id = await makeFullLead("overdue");
    await house.request(`DELETE /leads/${id}`, { key });
    house.clock.advance(30 * day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect(await rowsOf("overdue")).toEqual([]);
  });
});
