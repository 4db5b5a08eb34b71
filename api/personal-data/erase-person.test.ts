import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestAnswer } from "../testing/api.ts";
import { dumpTables, rowsWith, withoutShared } from "../testing/dump.ts";
import { defineFields, echoEverything, meetSomebody, type Somebody } from "../testing/somebody.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("R19: erasing a person on %s", (engine) => {
  let folder: string;
  let site: TestSite;
  let gone: Somebody;
  let stays: Somebody;
  let before: readonly string[];
  let exported: TestAnswer;
  let answer: TestAnswer;
  let cut: number[];
  const keyed = { "Idempotency-Key": randomUUID() };

  const rowsOf = async ({ marks }: Somebody) => rowsWith(withoutShared(await dumpTables(await site.space())), marks);
  const erase = (body: object, headers = {}) =>
    site.asOwner("POST /personal-data/erase", { body: { confirm: "erase", ...body }, headers });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "valethon-erasure-"));
    site = await openTestSite(engine, { RATE_LIMITS: "off", DATA_DIR: folder });
    await defineFields(site);
    [gone, stays] = [await meetSomebody(site, "Shared Works"), await meetSomebody(site, "Shared Works")];
    await site.events();
    await echoEverything(site);
    before = await rowsOf(stays);
    exported = await site.asOwner(`GET /personal-data?email=${gone.email}`);
    cut = [];
    const { bus } = await site.space();
    bus.subscribe((fact) => {
      if (fact.kind === "revoked" && fact.what === "widget_session") cut.push(fact.id);
    });
    answer = await erase({ email: gone.email }, keyed);
    await site.events();
  });
  afterAll(async () => {
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("an export before it holds all that the person left, and nothing of anybody else", () => {
    expect(exported.status).toBe(200);
    const text = JSON.stringify(exported.body).toLowerCase();
    expect(gone.marks.filter((mark) => !text.includes(mark))).toEqual([]);
    expect(stays.marks.filter((mark) => text.includes(mark))).toEqual([]);
  });

  test("it says how much was erased, which is what the export counted", () => {
    expect(answer).toMatchObject({ status: 200, body: { data: { erased: exported.body.data.counts } } });
    expect(exported.body.data.counts).toMatchObject({ contacts: 1, notes: 3, activities: 4, conversations: 3 });
  });

  test("no table holds anything of the person", async () => {
    expect(rowsWith(await dumpTables(await site.space()), gone.marks)).toEqual([]);
  });

  test("the export names the webhook that was sent all of it, and of each delivery stays how it went", async () => {
    const { counts, recipients } = exported.body.data;
    expect(recipients).toEqual([
      { webhook_id: 1, url: "https://echo.example/hook", deliveries: counts.events, last_at: "2026-03-10T14:30:00Z" },
    ]);
    const { read } = await site.space();
    const rows = await read
      .selectFrom("webhook_deliveries")
      .innerJoin("events", "events.event_id", "webhook_deliveries.event_id")
      .select("tries")
      .where("entity", "=", "contact")
      .where("entity_id", "=", gone.contact_id)
      .execute();
    const at = "2026-03-10T14:30:00Z";
    expect(rows.map(({ tries }) => JSON.parse(tries))).toContainEqual([
      { at, status: 500, error: "Erased with the record.", answer: null, duration_ms: 20 },
      { at, status: 200, error: null, answer: null, duration_ms: 10 },
    ]);
  });

  test("everything of a colleague is byte for byte as it was", async () => {
    expect(before.length).toBeGreaterThan(50);
    expect(await rowsOf(stays)).toEqual(before);
    expect((await stays.visitor.say("Still here")).message_id).toBeGreaterThan(0);
  });

  test("left are tombstones that say what it was, when and who, and an entry of the audit log", async () => {
    const { data } = (await site.asOwner("GET /personal-data/erasures?per_page=100")).body;
    const { leads, contacts, conversations } = exported.body.data.counts;
    expect(data).toHaveLength(leads + contacts + conversations);
    for (const entry of data) {
      expect(entry).toMatchObject({
        erased_at: "2026-03-10T14:30:00Z",
        erased_by: expect.stringMatching(/^employee:/),
      });
    }
    expect(data).toContainEqual(expect.objectContaining({ entity_type: "lead", entity_id: gone.lead_id }));
    const { read } = await site.space();
    const deeds = await read.selectFrom("audit_log").select(["action", "target"]).orderBy("audit_id").execute();
    expect(deeds.slice(-2)).toEqual([
      { action: "person.exported", target: expect.stringContaining(`contact:${gone.contact_id}`) },
      { action: "person.erased", target: expect.stringContaining(`lead:${gone.lead_id}`) },
    ]);
  });

  test("the log keeps each event in its place, and tells of the deletion of what stood", async () => {
    await site.events();
    const { read } = await site.space();
    const rows = await read.selectFrom("events").selectAll().orderBy("seq").execute();
    expect(rows.map(({ seq }) => Number(seq))).toEqual(rows.map((_, i) => i + 1));
    const told = rows.filter(({ entity, entity_id }) => entity === "contact" && entity_id === gone.contact_id);
    expect(told.at(-1)?.event).toBe("contact.deleted");
    for (const { data } of told) expect(JSON.parse(data)).toEqual({ contact_id: gone.contact_id, erased: true });
  });

  test("the visitor's sockets are cut, the session is unknown, and init starts anew", async () => {
    expect(cut.length).toBe(exported.body.data.counts.sessions);
    expect(await gone.visitor.call("POST /widget/message", { message: "Hello?" })).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND" },
    });
    const next = await site.visit({ session_id: gone.visitor.session_id });
    expect(next.session_id).not.toBe(gone.visitor.session_id);
    expect(next.init.conversation).toBeNull();
  });

  test("the account both work for stays, and so does the deal, without a link to the person", async () => {
    expect(gone.prospect_id).toBe(stays.prospect_id);
    const { data } = (await site.asOwner(`GET /opportunities?prospect_id=${gone.prospect_id}`)).body;
    expect(data).toHaveLength(2);
    expect(data).toContainEqual(
      expect.objectContaining({ name: "Shared Works - Opportunity", lead_id: null, contact_id: null }),
    );
  });

  test("a repeat under its Idempotency-Key gets the first answer; any other finds nobody", async () => {
    const repeated = await erase({ email: gone.email }, keyed);
    expect([repeated.status, repeated.body.data]).toEqual([200, answer.body.data]);
    const again = await erase({ lead_id: gone.lead_id });
    expect(again).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(again.body.error).toContain("/personal-data/erasures");
  });

  // Last: it closes the database, so that what the file holds is all there is.
  if (engine === "sqlite")
    test("not even the database file and its log hold anything of the person once it is compacted", async () => {
      await site.close();
      const files = join(folder, "spaces");
      // An index of words keeps but the end of a word that begins like the one before.
      const ends = (mark: string) => [mark, mark.slice(3)];
      const sought = [...gone.marks, ...gone.marks.filter((mark) => /^[a-z]/.test(mark)).flatMap(ends)];
      const found = (marks: readonly string[]) => {
        const bytes = readdirSync(files).map((name) =>
          readFileSync(join(files, name)).toString("latin1").toLowerCase(),
        );
        return marks.filter((mark) => bytes.some((text) => text.includes(mark)));
      };
      expect(found(stays.marks)).toEqual(stays.marks);
      // Erased texts are overwritten at once, but for what a page that was split kept of them.
      expect(found(sought).length).toBeLessThan(sought.length / 50);
      for (const name of readdirSync(files).filter((one) => one.endsWith(".db"))) {
        const connection = new Sqlite(join(files, name));
        connection.exec("vacuum; pragma wal_checkpoint(truncate)");
        connection.close();
      }
      expect(found(sought)).toEqual([]);
      expect(found(stays.marks)).toEqual(stays.marks);
    });
});
