import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { sweep } from "../scheduler.ts";
import { engines } from "../testing/api.ts";
import { openTestFields, type TestFields } from "../testing/custom-fields.ts";

const day = 86_400_000;

describe.each(engines)("deleted custom fields on %s", (engine) => {
  let site: TestFields;
  beforeAll(async () => {
    site = await openTestFields(engine);
  });
  afterEach(() => site.clear());
  afterAll(() => site.close());

  const remove = (id: number, query = "") => site.call(`DELETE /custom-fields/${id}${query}`);
  const stored = async (leadId: number) => {
    const { read } = await site.space();
    const row = await read.selectFrom("leads").select("custom_fields").where("lead_id", "=", leadId).executeTakeFirst();
    return JSON.parse(String(row?.custom_fields));
  };
  const indexRows = async (fieldId: number) => {
    const { read } = await site.space();
    const select = read.selectFrom("custom_field_values").select("value").where("custom_field_id", "=", fieldId);
    return (await select.execute()).length;
  };

  test("values are hidden at once, everywhere, and the key is unknown", async () => {
    const id = await site.define("plan", "text", { required: true, default: "Basic" });
    await site.define("size", "number");
    const lead = await site.makeLead({ plan: "Gold", size: 3 });
    expect((await remove(id)).body.data).toEqual({ custom_field_id: id, deleted: true });
    expect((await site.call(`GET /custom-fields/${id}`)).status).toBe(404);
    expect((await site.call("GET /custom-fields?entity_type=lead")).body.pagination.total).toBe(1);
    expect(await site.values(lead)).toEqual({ size: 3 });
    const csv = await site.request("GET /leads?fields=custom_fields", {
      key: site.secretKey,
      headers: { Accept: "text/csv" },
    });
    expect(csv.body.split("\r\n")[0]).toBe("cf.size");
    for (const answer of [await site.put(lead, { plan: "x" }), await site.call("GET /leads?cf.plan=Gold")]) {
      expect([answer.status, answer.body.details[0].code]).toEqual([400, "unknown_field"]);
    }
    const [event] = await site.during(() => site.put(lead, { size: 4 }));
    expect(event?.data).toMatchObject({ custom_fields: { size: 4 }, previous: { custom_fields: { size: 3 } } });
    expect(event?.data.custom_fields).toEqual({ size: 4 });
    expect(await site.values(await site.makeLead())).toEqual({});
  });

  test("restore brings the values back, also of leads that changed, were cleared, or were deleted meanwhile", async () => {
    const id = await site.define("plan", "text", { unique: true });
    await site.define("size", "number");
    const [kept, changed, cleared, gone] = [
      await site.makeLead({ plan: "a", size: 1 }),
      await site.makeLead({ plan: "b", size: 1 }),
      await site.makeLead({ plan: "c", size: 1 }),
      await site.makeLead({ plan: "d", size: 1 }),
    ];
    await site.call(`DELETE /leads/${gone}`);
    await remove(id);
    await site.put(changed, { size: 2 });
    await site.put(cleared, null);
    await site.call(`POST /leads/${gone}/restore`);
    expect((await site.call(`POST /custom-fields/${id}/restore`)).body.data).toMatchObject({ key: "plan" });
    expect(await site.values(kept)).toEqual({ plan: "a", size: 1 });
    expect(await site.values(changed)).toEqual({ plan: "b", size: 2 });
    expect(await site.values(cleared)).toEqual({ plan: "c" });
    expect(await site.values(gone)).toEqual({ plan: "d", size: 1 });
    expect(await site.found("cf.plan=a,b,c,d")).toEqual([kept, changed, cleared, gone]);
    expect((await site.post({ plan: "C" })).status).toBe(409);
    expect((await site.call(`POST /custom-fields/${id}/restore`)).status).toBe(409);
  });

  test("a lead that comes back while its unique field is deleted cannot double a value behind its back", async () => {
    const id = await site.define("serial", "text", { unique: true });
    const first = await site.makeLead({ serial: "1" });
    await site.call(`DELETE /leads/${first}`);
    const second = await site.makeLead({ serial: "1" });
    await remove(id);
    expect((await site.call(`POST /leads/${first}/restore`)).body).toMatchObject({
      code: "DUPLICATE",
      details: [{ existing: { type: "lead", id: second } }],
    });
  });

  test("a purge erases definition, values and index, of deleted leads too, and tells nobody", async () => {
    const id = await site.define("plan", "multiselect", { options: ["a", "b"] });
    await site.define("size", "number");
    const lead = await site.makeLead({ plan: ["a", "b"], size: 1 });
    const gone = await site.makeLead({ plan: ["b"] });
    await site.call(`DELETE /leads/${gone}`);
    const etag = (await site.call(`GET /leads/${lead}`)).headers.get("ETag");
    expect(await site.during(() => site.purge(`/custom-fields/${id}`))).toEqual([]);
    expect([await stored(lead), await stored(gone), await indexRows(id)]).toEqual([{ size: 1 }, {}, 0]);
    expect(etag?.split("-")[0]).toBe((await site.call(`GET /leads/${lead}`)).headers.get("ETag")?.split("-")[0]);
    expect((await site.purge(`/custom-fields/${id}`)).status).toBe(404);
    expect((await site.call(`POST /custom-fields/${id}/restore`)).status).toBe(404);
    await site.define("plan", "number");
    expect(await site.values(lead)).toEqual({ size: 1 });
  });

  test("a purge of a field that was deleted before erases it as well", async () => {
    const id = await site.define("plan", "text");
    const lead = await site.makeLead({ plan: "x" });
    await remove(id);
    expect((await remove(id)).status).toBe(404);
    expect((await site.purge(`/custom-fields/${id}`)).status).toBe(200);
    expect(await stored(lead)).toEqual({});
  });

  test("after 30 days the sweep erases a deleted field with its values, not a day before", async () => {
    const id = await site.define("plan", "text");
    const lead = await site.makeLead({ plan: "x" });
    await remove(id);
    site.clock.advance(30 * day);
    await sweep(await site.space(), site.clock.now());
    expect(await stored(lead)).toEqual({ plan: "x" });
    site.clock.advance(1000);
    await sweep(await site.space(), site.clock.now());
    expect([await stored(lead), await indexRows(id)]).toEqual([{}, 0]);
    expect((await site.call(`POST /custom-fields/${id}/restore`)).status).toBe(404);
  });

  test("an erased lead leaves nothing in the index", async () => {
    const id = await site.define("plan", "text");
    const lead = await site.makeLead({ plan: "x" });
    await site.purge(`/leads/${lead}`);
    expect(await indexRows(id)).toBe(0);
  });

  test("others write while a field of many leads is purged, and their leads lose nothing else", async () => {
    const id = await site.define("plan", "text");
    const size = await site.define("size", "number");
    await fill(5000, id, size);
    const isDone = { now: false };
    const purge = site.purge(`/custom-fields/${id}`).finally(() => {
      isDone.now = true;
    });
    const posted: number[] = [];
    while (!isDone.now) posted.push((await site.post({ size: posted.length })).status);
    expect((await purge).status).toBe(200);
    expect(posted.length).toBeGreaterThan(3);
    expect(new Set(posted)).toEqual(new Set([201]));
    const { read } = await site.space();
    const left = await read.selectFrom("leads").select("lead_id").where("custom_fields", "like", "%plan%").execute();
    expect([left, await indexRows(id)]).toEqual([[], 0]);
    const sized = await site.call("GET /leads?cf.size=1000000");
    expect(sized.body.pagination.total).toBe(5000);
  }, 60_000);

  test("a field that is restored while it is purged stays, and says so to who purged it", async () => {
    const id = await site.define("plan", "text");
    await fill(5000, id);
    const purge = site.purge(`/custom-fields/${id}`);
    let restored = 0;
    for (let tried = 0; restored !== 200 && tried < 1000; tried += 1) {
      restored = (await site.call(`POST /custom-fields/${id}/restore`)).status;
    }
    expect([restored, (await purge).status]).toEqual([200, 409]);
    expect((await site.call(`GET /custom-fields/${id}`)).status).toBe(200);
  }, 60_000);

  /** Leads with a value of each field, written past the API for speed. */
  async function fill(count: number, planId: number, sizeId?: number): Promise<void> {
    const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z", deleted_at: null };
    const custom_fields = JSON.stringify({ plan: "x", ...(sizeId === undefined ? {} : { size: 1_000_000 }) });
    const row = { ...at, source: "api", custom_fields } as never;
    for (let made = 0; made < count; made += 500) {
      await (await site.space()).write(async ({ db }) => {
        const leads = await db.insertInto("leads").values(Array(500).fill(row)).returning("lead_id").execute();
        const valued = leads.flatMap(({ lead_id }) => [
          { custom_field_id: planId, value: `x${lead_id}`, entity_id: lead_id },
          ...(sizeId === undefined ? [] : [{ custom_field_id: sizeId, value: "1000000", entity_id: lead_id }]),
        ]);
        await db.insertInto("custom_field_values").values(valued).execute();
      });
    }
  }
});
