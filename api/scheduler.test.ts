import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { anyTable } from "./kit/entity.ts";
import { restoreRecord } from "./kit/records.ts";
import { lead } from "./resources/lead-record.ts";
import { keepHouse, sweep } from "./scheduler.ts";
import { engines, openTestApi } from "./testing/api.ts";
import { arriveBeforeCommit } from "./testing/races.ts";

const day = 86_400_000;

describe.each(engines)("housekeeping on %s", (engine) => {
  test("a visitor's session that never sent anything is swept after a day, one that did stays", async () => {
    const house = await openTestApi({ engine });
    const key = await house.key("pk_live");
    const init = async () => (await house.request("POST /widget/init", { key, body: {} })).body.session_id as string;
    const [silent, used] = [await init(), await init()];
    const say = (session_id: string) =>
      house.request("POST /widget/message", { key, body: { session_id, message: "Hello" } });
    expect((await say(used)).status).toBe(200);
    house.clock.advance(day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await say(silent)).status).toBe(404);
    expect((await say(used)).status).toBe(200);
    await house.close();
  });

  test("a session that nobody used for 180 days keeps its conversations, which are closed by then", async () => {
    const house = await openTestApi({ engine });
    const [key, widget] = [await house.key("crm"), await house.key("pk_live")];
    const { session_id } = (await house.request("POST /widget/init", { key: widget, body: {} })).body;
    const say = () => house.request("POST /widget/message", { key: widget, body: { session_id, message: "Hello" } });
    const { conversation_id } = (await say()).body;
    house.clock.advance(180 * day + 1000);
    await keepHouse(house.api, await house.space());
    expect((await say()).status).toBe(404);
    const { body } = await house.request(`GET /conversations/${conversation_id}`, { key });
    expect(body.data).toMatchObject({ status: "closed", last_message: "Hello" });
    await house.close();
  });

  test("a deleted lead can be restored for 30 days, then it is erased", async () => {
    const house = await openTestApi({ engine });
    const key = await house.key("crm");
    const { lead_id } = (await house.request("POST /leads", { key, body: { email: "a@example.com" } })).body.data;
    await house.request(`DELETE /leads/${lead_id}`, { key });
    house.clock.advance(30 * day);
    await sweep(await house.space(), house.clock.now());
    expect((await house.request(`POST /leads/${lead_id}/restore`, { key, body: {} })).status).toBe(200);
    await house.request(`DELETE /leads/${lead_id}`, { key });
    house.clock.advance(30 * day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await house.request(`POST /leads/${lead_id}/restore`, { key, body: {} })).status).toBe(404);
    await house.close();
  });

  test("a lead that is restored while the sweep runs stays, with its notes", async () => {
    const house = await openTestApi({ engine });
    const key = await house.key("crm");
    const post = async (path: string, body: object) => (await house.request(`POST ${path}`, { key, body })).body.data;
    const { lead_id } = await post("/leads", { email: "a@example.com" });
    await post("/notes", { entity_type: "lead", entity_id: lead_id, content: "stays" });
    await house.request(`DELETE /leads/${lead_id}`, { key });
    house.clock.advance(30 * day);
    await arriveBeforeCommit(
      house,
      (context) => restoreRecord(context, lead, lead_id),
      async () => sweep(await house.space(), house.clock.now() + 1000),
    );
    const { status, body } = await house.request(`GET /leads/${lead_id}`, { key });
    expect({ status, notes: body.data?.notes }).toMatchObject({ status: 200, notes: [{ content: "stays" }] });
    await house.close();
  });

  test("an erased lead takes its notes and activities along, and conversations forget it", async () => {
    const house = await openTestApi({ engine });
    const [key, widget] = [await house.key("crm"), await house.key("pk_live")];
    const post = async (path: string, body: object, as = key) =>
      (await house.request(`POST ${path}`, { key: as, body })).body;
    const space = await house.space();
    const { session_id } = await post("/widget/init", {}, widget);
    await post("/widget/message", { session_id, message: "Hello", contact: { email: "v@example.com" } }, widget);
    const [visitor] = (await house.request("GET /leads?email=v@example.com", { key })).body.data;
    const purged = (await post("/leads", { email: "p@example.com" })).data;
    const kept = (await post("/leads", { email: "k@example.com" })).data;
    for (const { lead_id } of [visitor, purged, kept]) {
      await post("/notes", { entity_type: "lead", entity_id: lead_id, content: `note of ${lead_id}` });
      await post(`/leads/${lead_id}/activities`, { type: "call", subject: `call of ${lead_id}` });
    }

    await house.request(`DELETE /leads/${visitor.lead_id}`, { key });
    await house.purge(`/leads/${purged.lead_id}`);
    house.clock.advance(30 * day + 1000);
    await sweep(space, house.clock.now());

    const valuesOf = async (table: string, column: string) =>
      (await anyTable(space.read).selectFrom(table).select(column).execute()).map((row) => row[column]);
    expect(await valuesOf("notes", "entity_id")).toEqual([kept.lead_id]);
    expect(await valuesOf("activities", "entity_id")).toEqual([kept.lead_id]);
    expect(await valuesOf("conversations", "lead_id")).toEqual([null]);
    expect(await valuesOf("widget_sessions", "lead_id")).toEqual([null]);
    const { rows } = await sql`select 1 from ${space.search.ids("note", "note")} as found`.execute(space.read);
    expect(rows).toHaveLength(1);
    await house.close();
  });
});
