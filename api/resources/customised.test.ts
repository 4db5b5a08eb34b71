import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../kit/entity.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { entities } from "./entities.ts";

/** Every entity whose records carry custom fields, and so gets all of it from the kit. */
const customised = entities.filter(({ customValue }) => customValue !== undefined);

/** Where each is made, and of what. */
const samples: Readonly<Record<string, { readonly path: string; readonly body: object }>> = {
  lead: { path: "/leads", body: { last_name: "Doe", company_name: "Acme" } },
  contact: { path: "/people", body: { last_name: "Doe" } },
  opportunity: { path: "/opportunities", body: { name: "Acme - Services" } },
  prospect: { path: "/prospects", body: { name: "Acme" } },
};

function sampleOf(name: string) {
  const sample = samples[name];
  if (sample === undefined) throw new Error(`Say in this file how a ${name} is made.`);
  return sample;
}

describe.each(engines)("custom fields on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());
  const call = (operation: string, body?: object, headers?: Record<string, string>) =>
    house.request(operation, { key, body, ...(headers === undefined ? {} : { headers }) });

  test.each(customised)("of a $name are checked, defaulted, unique, found, hidden and purged", async ({ name, id }) => {
    const { path, body } = sampleOf(name);
    const define = (field: string, type: string, more: object = {}) =>
      call("POST /custom-fields", { entity_type: name, key: field, type, ...more });
    const post = (custom_fields?: object) => call(`POST ${path}`, { ...body, ...(custom_fields && { custom_fields }) });
    const found = async (query: string) =>
      (await call(`GET ${path}?${query}`)).body.data.map((record: Row) => record[id]);
    expect((await define("tier", "select", { options: ["Basic", "Gold"], default: "Basic" })).status).toBe(201);
    const serial = (await define("serial", "number", { unique: true, required: true })).body.data.custom_field_id;

    const made = await post({ serial: 1.5 });
    expect(made.body.data?.custom_fields).toEqual({ tier: "Basic", serial: 1.5 });
    const record = `${path}/${made.body.data[id]}`;
    expect((await post()).body.details[0]).toMatchObject({ field: "custom_fields.serial", code: "required" });
    expect((await post({ serial: 1.5 })).body).toMatchObject({
      code: "DUPLICATE",
      details: [{ existing: { type: name, id: made.body.data[id] } }],
    });
    const wrong = await call(`PUT ${record}`, { custom_fields: { tier: "Tin" } });
    expect([wrong.status, wrong.body.details[0].field]).toEqual([400, "custom_fields.tier"]);
    const changed = await call(`PUT ${record}`, { custom_fields: { tier: "Gold" } });
    expect(changed.body.data.custom_fields).toEqual({ tier: "Gold", serial: 1.5 });
    expect((await call(`GET ${record}`)).body.data.custom_fields).toEqual({ tier: "Gold", serial: 1.5 });

    expect(await found("cf.tier=gold&cf.serial=1.50")).toEqual([made.body.data[id]]);
    expect(await found("cf.tier=basic")).toEqual([]);
    expect((await call(`GET ${path}?cf.nope=1`)).status).toBe(400);
    const csv = await call(`GET ${path}?fields=custom_fields`, undefined, { Accept: "text/csv" });
    expect(csv.body).toBe("cf.tier,cf.serial\r\nGold,1.5\r\n");

    await call(`DELETE ${record}`);
    const second = (await post({ serial: 1.5 })).body.data[id];
    expect((await call(`POST ${record}/restore`)).status).toBe(409);
    await house.purge(`${path}/${second}`);
    expect((await call(`POST ${record}/restore`)).body.data.custom_fields).toEqual({ tier: "Gold", serial: 1.5 });

    await call(`DELETE /custom-fields/${serial}`);
    expect((await call(`GET ${record}`)).body.data.custom_fields).toEqual({ tier: "Gold" });
    await house.purge(`/custom-fields/${serial}`);
    await define("serial", "text");
    expect((await call(`GET ${record}`)).body.data.custom_fields).toEqual({ tier: "Gold" });
  });

  test("of a contact and an opportunity get their defaults when a lead is converted, and shared keys come along", async () => {
    const define = (entity_type: string, field: string, more: object) =>
      call("POST /custom-fields", { entity_type, key: field, type: "text", ...more });
    await define("lead", "origin", {});
    await define("contact", "origin", { required: true });
    await define("contact", "level", { default: "new" });
    await define("opportunity", "level", { default: "new" });
    const custom_fields = { origin: "fair", serial: "7" };
    const { lead_id } = (await call("POST /leads", { ...sampleOf("lead").body, custom_fields })).body.data;
    const { data } = (await call(`POST /leads/${lead_id}/convert`, { create_opportunity: true })).body;
    const values = async (path: string) => (await call(`GET ${path}`)).body.data.custom_fields;
    expect(await values(`/people/${data.contact_id}`)).toMatchObject({ origin: "fair", level: "new", serial: "7" });
    expect(await values(`/opportunities/${data.opportunity_id}`)).toMatchObject({ level: "new", tier: "Basic" });
  });
});
