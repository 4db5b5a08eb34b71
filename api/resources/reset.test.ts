import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Space } from "../store/space.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { wipedTables } from "./wipe-space.ts";

/** What a test space keeps: what it is and how it was set up, and `events`, of which the last stays without its data. */
const kept = [
  ...[
    "api_keys",
    "audit_log",
    "canned_replies",
    "custom_fields",
    "employee_links",
    "employee_sessions",
    "employees",
    "events",
  ],
  ...["identity_secrets", "meta", "migrations", "past_epochs", "pipeline_stages", "seen_origins", "settings"],
  ...["webhook_subscriptions", "webhooks"],
];

/** Kept up by the engine itself, or by triggers. */
const derived = /^(sqlite_|search_documents_|search_words$|live_rows$)/;

describe.each(engines)("wiping test data on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm_test");
  });
  afterAll(() => house.close());

  const ask = async (call: string, body?: object) => (await house.request(call, { key, body })).body;
  const wipe = () => house.request("POST /reset", { key, body: { confirm: "reset" } });

  async function tablesOf({ read }: Space): Promise<string[]> {
    const named =
      engine === "sqlite"
        ? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
        : sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()`;
    return (await named.execute(read)).rows.map(({ name }) => name).filter((name) => !derived.test(name));
  }

  test("every table is either wiped or kept on purpose", async () => {
    expect((await tablesOf(await house.space("test"))).sort()).toEqual([...wipedTables, ...kept].sort());
  });

  test("all records go, what was set up stays, and the log goes on from where it was", async () => {
    await ask("POST /custom-fields", { entity_type: "lead", key: "plan", type: "text" });
    const hook = { url: "https://hooks.example/crm", events: ["*"] };
    await ask("POST /webhooks", hook);
    const { lead_id } = (await ask("POST /leads", { email: "a@shop.example", custom_fields: { plan: "Gold" } })).data;
    await ask("POST /notes", { entity_type: "lead", entity_id: lead_id, content: "Called" });
    await ask(`POST /leads/${lead_id}/convert`, { create_opportunity: true });
    const widget = await house.key("pk_test");
    const { session_id } = (await house.request("POST /widget/init", { key: widget, body: {} })).body;
    await house.request("POST /widget/message", { key: widget, body: { session_id, message: "hello" } });
    const live = (await house.request("POST /leads", { key: await house.key("crm"), body: { email: "l@x.example" } }))
      .body;
    await house.events("test");
    const { head } = await ask("GET /events");

    expect((await wipe()).status).toBe(200);

    const space = await house.space("test");
    for (const table of wipedTables) {
      const rows = await sql`select * from ${sql.table(table)}`.execute(space.read);
      expect([table, rows.rows.length]).toEqual([table, 0]);
    }
    for (const list of ["leads", "people", "opportunities", "conversations", "notes"]) {
      expect((await ask(`GET /${list}`)).pagination.total).toBe(0);
    }
    expect((await ask("GET /search?q=shop")).data.total).toBe(0);
    expect((await ask("GET /custom-fields")).data).toMatchObject([{ key: "plan" }]);
    expect((await ask("GET /webhooks")).data).toMatchObject([{ url: hook.url }]);
    const again = await house.request("POST /widget/message", { key: widget, body: { session_id, message: "there?" } });
    expect(again.status).toBe(404);
    expect((await house.asOwner(`GET /leads/${live.data.lead_id}`)).status).toBe(200);

    const next = (await ask("POST /leads", { email: "a@shop.example" })).data;
    expect(next.lead_id).toBeGreaterThan(lead_id);
    await house.events("test");
    expect((await ask(`GET /events?after=${head}`)).data).toMatchObject([{ seq: head + 1, event: "lead.created" }]);
    expect(JSON.stringify((await ask("GET /events")).data)).not.toContain("Called");
  });

  test("more than one transaction takes is wiped as well, and an empty space once more", async () => {
    const { write, read } = await house.space("test");
    const contacts = Array.from({ length: 1100 }, (_, i) => ({
      ...{ first_name: `C${i}`, created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
    }));
    await write(({ db }) => db.insertInto("contacts").values(contacts).execute());
    expect((await ask("GET /people")).pagination.total).toBe(1100);
    for (const _ of [1, 2]) expect((await wipe()).status).toBe(200);
    expect((await ask("GET /people")).pagination.total).toBe(0);
    const deeds = read.selectFrom("audit_log").select("actor").where("action", "=", "test_data.wiped");
    expect((await deeds.execute()).every(({ actor }) => actor.startsWith("key:"))).toBe(true);
  });
});
