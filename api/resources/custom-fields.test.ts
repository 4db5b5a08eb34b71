import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestAnswer, type TestApi } from "../testing/api.ts";

describe.each(engines)("definitions of custom fields on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let counter = 0;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object, by = key) => house.request(operation, { key: by, body });
  const fresh = (stem: string) => {
    counter += 1;
    return `${stem}_${counter}`;
  };
  const define = (more: object = {}) =>
    call("POST /custom-fields", { entity_type: "lead", key: fresh("field"), type: "text", ...more });
  const made = async (more: object = {}) => (await define(more)).body.data;
  const put = (id: number, body: object) => call(`PUT /custom-fields/${id}`, body);
  const lead = (custom_fields: object) => call("POST /leads", { email: `${fresh("l")}@x.example`, custom_fields });
  const refusal = ({ status, body }: TestAnswer) => [status, body.code, body.details[0]?.field];

  test("a new one is answered whole, last in its place, with Location and ETag, and fires nothing", async () => {
    const before = await house.events();
    const first = await define({ key: "company_size", type: "number" });
    expect(first.status).toBe(201);
    expect(first.body.data).toEqual({
      custom_field_id: expect.any(Number),
      entity_type: "lead",
      key: "company_size",
      label: "Company size",
      type: "number",
      required: false,
      unique: false,
      options: [],
      default: null,
      position: expect.any(Number),
      created_at: "2026-03-10T14:30:00Z",
      updated_at: "2026-03-10T14:30:00Z",
    });
    const { custom_field_id: id, position } = first.body.data;
    expect(first.headers.get("Location")).toBe(`/admin/api/v1/crm/custom-fields/${id}`);
    expect(first.headers.get("ETag")).toMatch(/^"1-/);
    expect((await made()).position).toBe(position + 1);
    expect((await call(`GET /custom-fields/${id}`)).body.data).toEqual(first.body.data);
    expect(await house.events()).toEqual(before);
  });

  test("a list keeps to its entity, in the order of position, and knows the list grammar", async () => {
    const last = await made({ entity_type: "prospect", key: "b", position: 9 });
    const first = await made({ entity_type: "prospect", key: "a", position: 3 });
    const twin = await made({ entity_type: "prospect", key: "c", position: 9, type: "date" });
    const list = async (query: string) => (await call(`GET /custom-fields?${query}`)).body;
    const keys = async (query: string) => (await list(query)).data.map((field: { key: string }) => field.key);
    expect((await list("entity_type=prospect")).data).toEqual([first, last, twin]);
    expect(await keys("entity_type=prospect&order=desc&per_page=1")).toEqual(["c"]);
    expect(await keys("entity_type=prospect&type=date")).toEqual(["c"]);
    expect(await keys("entity_type=prospect,lead&key=b,company_size")).toEqual(["company_size", "b"]);
    expect((await list("entity_type=opportunity")).pagination.total).toBe(0);
    expect((await call("GET /custom-fields?entity_type=company")).status).toBe(400);
    const { pagination } = await list("entity_type=prospect&cursor=&per_page=2");
    expect(await keys(`entity_type=prospect&per_page=2&cursor=${pagination.next_cursor}`)).toEqual(["c"]);
  });

  test("they are read and written by who may read and write their entity", async () => {
    const { custom_field_id: id } = await made({ entity_type: "contact" });
    const leads = await house.key("crm", { permissions: ["leads:read", "leads:write"] });
    const reader = await house.key("crm", { permissions: ["leads:read", "contacts:read"] });
    const refused = (answer: TestAnswer) => [answer.status, answer.body.details?.[0]?.message];
    expect(refused(await call("GET /custom-fields?entity_type=lead,contact", undefined, leads))).toEqual([
      403,
      "contacts:read",
    ]);
    const seen = (await call("GET /custom-fields?per_page=100", undefined, leads)).body.data;
    expect(new Set(seen.map((field: { entity_type: string }) => field.entity_type))).toEqual(new Set(["lead"]));
    expect(refused(await call(`GET /custom-fields/${id}`, undefined, leads))).toEqual([403, "contacts:read"]);
    expect((await call(`GET /custom-fields/${id}`, undefined, reader)).status).toBe(200);
    const body = { entity_type: "contact", key: "nope", type: "text" };
    for (const by of [leads, reader]) {
      expect(refused(await call("POST /custom-fields", body, by))).toEqual([403, "contacts:write"]);
      expect(refused(await call(`PUT /custom-fields/${id}`, { label: "x" }, by))).toEqual([403, "contacts:write"]);
      expect(refused(await call(`DELETE /custom-fields/${id}`, undefined, by))).toEqual([403, "contacts:write"]);
    }
    expect((await call(`GET /custom-fields/${id}`)).status).toBe(200);
    await call(`DELETE /custom-fields/${id}`);
    expect(refused(await call(`POST /custom-fields/${id}/restore`, undefined, leads))).toEqual([403, "contacts:write"]);
  });

  test("a key belongs to one field of an entity, also of those that ask for it at once", async () => {
    const body = { entity_type: "lead", key: "plan", type: "text" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => call("POST /custom-fields", body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    const id = answers.find(({ status }) => status === 201)?.body.data.custom_field_id;
    const existing = { type: "custom_field", id };
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body).toMatchObject({ code: "DUPLICATE", details: [{ field: "key", existing }] });
    }
    expect((await call("POST /custom-fields", { ...body, entity_type: "contact" })).status).toBe(201);
    await call(`DELETE /custom-fields/${id}`);
    const deleted = await call("POST /custom-fields", body);
    expect(deleted.body).toMatchObject({ code: "DUPLICATE", details: [{ field: "key", existing }] });
    expect(deleted.body.error).toMatch(/Restore it .* purge it/);
    await house.purge(`/custom-fields/${id}`);
    expect((await call("POST /custom-fields", body)).status).toBe(201);
  });

  test.each([
    ["a key with a capital", { key: "Plan" }, "key"],
    ["a key that begins with a digit", { key: "1st" }, "key"],
    ["a key of 65 characters", { key: "k".repeat(65) }, "key"],
    ["an unknown type", { type: "colour" }, "type"],
    ["an unknown entity", { entity_type: "company" }, "entity_type"],
    ["a blank label", { label: "  " }, "label"],
    ["an unknown property", { colour: "red" }, "colour"],
    ["a select without options", { type: "select" }, "options"],
    ["a multiselect with no options", { type: "multiselect", options: [] }, "options"],
    ["options of a text", { options: ["a"] }, "options"],
    ["an option twice", { type: "select", options: ["a", "b", "a"] }, "options"],
    ["options that differ in case and accents alone", { type: "select", options: ["Resume", "RÉSUMÉ"] }, "options"],
    ["an option with a comma", { type: "select", options: ["a", "b, c"] }, "options.1"],
    ["an option of 201 characters", { type: "select", options: ["x".repeat(201)] }, "options.0"],
    ["201 options", { type: "select", options: Array.from({ length: 201 }, (_, i) => `o${i}`) }, "options"],
    ["a unique boolean", { type: "boolean", unique: true }, "unique"],
    ["a unique multiselect", { type: "multiselect", options: ["a"], unique: true }, "unique"],
    ["a default that is no option", { type: "select", options: ["a"], default: "b" }, "default"],
    ["a default of another type", { type: "number", default: "7" }, "default"],
    ["a default of a unique field", { unique: true, default: "x" }, "default"],
    ["a negative position", { position: -1 }, "position"],
  ])("%s is refused by name", async (_, more, field) => {
    expect(refusal(await define(more))).toEqual([400, "VALIDATION_ERROR", field]);
  });

  test("a default is kept in the form of its values", async () => {
    const moment = await made({ type: "datetime", default: "2026-03-15T15:00:00+01:00" });
    expect(moment.default).toBe("2026-03-15T14:00:00Z");
    expect((await made({ type: "boolean", default: false })).default).toBe(false);
    expect((await made({ type: "multiselect", options: ["a", "b"], default: ["b", "b"] })).default).toEqual(["b"]);
  });

  test("PUT changes what it names; key and entity stay, and may be named as they are", async () => {
    const wish = { type: "select", options: ["a", "b"], default: "a", required: true };
    const field = await made({ entity_type: "contact", ...wish });
    const id = field.custom_field_id;
    const named = { key: field.key, entity_type: "contact", label: "Plan" };
    expect((await put(id, named)).body.data).toEqual({ ...field, label: "Plan" });
    expect(refusal(await put(id, { key: "other" }))).toEqual([400, "VALIDATION_ERROR", "key"]);
    expect(refusal(await put(id, { entity_type: "lead" }))).toEqual([400, "VALIDATION_ERROR", "entity_type"]);
    expect(refusal(await put(id, { options: ["b"] }))).toEqual([400, "VALIDATION_ERROR", "default"]);
    expect(refusal(await put(id, { options: null }))).toEqual([400, "VALIDATION_ERROR", "options"]);
    expect((await put(id, { options: ["b"], default: null })).body.data).toMatchObject({
      options: ["b"],
      default: null,
    });
    expect((await put(id, { type: "text" })).body.data).toMatchObject({ type: "text", options: [], required: true });
    expect(refusal(await put(id, { type: "multiselect" }))).toEqual([400, "VALIDATION_ERROR", "options"]);
  });

  test("a stale If-Match is 412 for a change, a deletion and a purge, which then erases nothing", async () => {
    const field = await made();
    const id = field.custom_field_id;
    const { lead_id } = (await lead({ [field.key]: "kept" })).body.data;
    const etag = String((await call(`GET /custom-fields/${id}`)).headers.get("ETag"));
    await put(id, { label: "Changed" });
    const headers = { "If-Match": etag };
    const path = `/custom-fields/${id}`;
    const stale = [
      await house.request(`PUT ${path}`, { key, headers, body: { label: "No" } }),
      await house.request(`DELETE ${path}`, { key, headers }),
      await house.purge(path, headers),
    ];
    expect(stale.map(({ status }) => status)).toEqual([412, 412, 412]);
    expect((await call(`GET /leads/${lead_id}`)).body.data.custom_fields).toMatchObject({ [field.key]: "kept" });
    const now = { "If-Match": String((await call(`GET /custom-fields/${id}`)).headers.get("ETag")) };
    const gone = await house.purge(path, now);
    expect(gone.body.data).toEqual({ custom_field_id: id, deleted: true });
  });

  test("while records hold values, the type and the options they use stay, and the counts say why", async () => {
    const field = await made({ type: "select", options: ["Basic", "Gold", "Free"] });
    const id = field.custom_field_id;
    const first = (await lead({ [field.key]: "Gold" })).body.data.lead_id;
    const second = (await lead({ [field.key]: "Gold" })).body.data.lead_id;
    await call(`DELETE /leads/${second}`);
    const type = await put(id, { type: "text" });
    expect(refusal(type)).toEqual([409, "CONFLICT", "type"]);
    expect(type.body.details[0].counts).toEqual({ records: 2, deleted: 1 });
    const options = await put(id, { options: ["Basic"] });
    expect(refusal(options)).toEqual([409, "CONFLICT", "options"]);
    expect(options.body.details[0].counts).toEqual({ Gold: 2 });
    // What no record uses may go, and the order is free.
    expect((await put(id, { options: ["Gold", "Basic"] })).body.data.options).toEqual(["Gold", "Basic"]);
    await call(`PUT /leads/${first}`, { custom_fields: { [field.key]: null } });
    expect((await put(id, { type: "text" })).status).toBe(409);
    await house.purge(`/leads/${second}`);
    expect((await put(id, { type: "text" })).status).toBe(200);
  });

  test("unique can be turned on once no two records share a value, without regard to case", async () => {
    const field = await made({ key: "serial" });
    const id = field.custom_field_id;
    const ids = await Promise.all(
      ["É1", "e1", "e2", "E2 ", "e2", "e3"].map(async (serial) => (await lead({ serial })).body.data.lead_id as number),
    );
    await call(`DELETE /leads/${ids[0]}`);
    const refused = await put(id, { unique: true });
    expect(refusal(refused)).toEqual([409, "CONFLICT", "unique"]);
    expect(refused.body.details[0]).toMatchObject({ counts: { values: 1, records: 3 } });
    expect(refused.body.details[0].ids.toSorted()).toEqual([ids[2], ids[3], ids[4]].toSorted());
    for (const one of ids.slice(3, 5)) await call(`PUT /leads/${one}`, { custom_fields: { serial: null } });
    expect((await put(id, { unique: true })).body.data.unique).toBe(true);
    // The deleted lead would be the second one with its value.
    const restored = await call(`POST /leads/${ids[0]}/restore`);
    expect(restored.body).toMatchObject({
      code: "DUPLICATE",
      details: [{ field: "custom_fields.serial", existing: { type: "lead", id: ids[1] } }],
    });
  });

  test("an entity takes 200 fields and says so at the next", async () => {
    const space = await house.space();
    const row = { entity_type: "opportunity", label: "x", type: "text", required: 0, unique: 0, options: "[]" };
    const at = { created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z", deleted_at: null };
    const rows = Array.from({ length: 199 }, (_, i) => ({ ...row, ...at, key: `f${i}`, default: null, position: i }));
    await space.write(({ db }) => db.insertInto("custom_fields").values(rows).execute());
    expect((await define({ entity_type: "opportunity" })).status).toBe(201);
    expect((await define({ entity_type: "opportunity" })).body).toMatchObject({
      code: "CONFLICT",
      details: [{ code: "too_many", counts: { custom_fields: 200 } }],
    });
  });
});
