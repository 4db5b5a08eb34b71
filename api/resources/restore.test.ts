import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const day = 86_400_000;

describe.each(engines)("restoring on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let counter = 0;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object, headers = {}) => house.request(operation, { key, body, headers });
  const fresh = () => {
    counter += 1;
    return `fresh${counter}`;
  };
  const make = async (path: string, body: object) => {
    const made = await call(`POST ${path}`, body);
    return { path: String(made.headers.get("Location")).replace("/admin/api/v1/crm", ""), ...made.body.data };
  };

  const kinds: readonly (readonly [string, () => object | Promise<object>])[] = [
    ["leads", () => ({ email: `${fresh()}@example.com` })],
    ["people", () => ({ email: `${fresh()}@example.com` })],
    ["prospects", () => ({ name: fresh() })],
    ["opportunities", () => ({ name: fresh() })],
    ["activities", async () => ({ type: "call", subject: fresh(), ...(await aLead()) })],
    ["notes", async () => ({ content: fresh(), ...(await aLead()) })],
    ["custom-fields", () => ({ entity_type: "lead", key: fresh(), type: "text" })],
  ];
  const aLead = async () => {
    const { lead_id } = await make("/leads", { email: `${fresh()}@example.com` });
    return { entity_type: "lead", entity_id: lead_id };
  };

  test.each(kinds)("%s come back for 30 days and no longer, whether they are swept yet or not", async (kind, body) => {
    const { path } = await make(`/${kind}`, await body());
    await call(`DELETE ${path}`);
    house.clock.advance(30 * day);
    expect((await call(`POST ${path}/restore`)).status).toBe(200);
    await call(`DELETE ${path}`);
    house.clock.advance(30 * day + 1000);
    const late = await call(`POST ${path}/restore`);
    expect((await house.purge(path)).status).toBe(200);
    const erased = await call(`POST ${path}/restore`);
    expect(erased.status).toBe(404);
    expect(late).toMatchObject({ status: 404, body: { ...erased.body, request_id: expect.anything() } });
  });

  test.each(kinds)("%s come back only as the caller saw them last, where If-Match says so", async (kind, body) => {
    const { path } = await make(`/${kind}`, await body());
    const seen = { "If-Match": String((await call(`GET ${path}`)).headers.get("ETag")) };
    const stale = { "If-Match": '"7-stale"' };
    await call(`DELETE ${path}`);
    expect(await call(`POST ${path}/restore`, undefined, stale)).toMatchObject({
      status: 412,
      body: { code: "PRECONDITION_FAILED" },
    });
    expect((await call(`GET ${path}`)).status).toBe(404);
    expect((await call(`POST ${path}/restore`, undefined, seen)).status).toBe(200);
    await call(`DELETE ${path}`);
    expect((await call(`POST ${path}/restore`, undefined, seen)).status).toBe(412);
    expect((await call(`POST ${path}/restore`, undefined, { "If-Match": "*" })).status).toBe(200);
  });

  test("If-Match speaks of a contact as it was, also when its account is gone", async () => {
    const { prospect_id } = await make("/prospects", { name: fresh() });
    const { path } = await make("/people", { first_name: "Jane", prospect_id });
    const seen = String((await call(`GET ${path}`)).headers.get("ETag"));
    await call(`DELETE ${path}`);
    await call(`DELETE /prospects/${prospect_id}`);
    const restored = await call(`POST ${path}/restore`, undefined, { "If-Match": seen });
    expect(restored).toMatchObject({ status: 200, body: { data: { prospect_id: null } } });
  });

  const aLinkedOpportunity = async () => {
    const { prospect_id } = await make("/prospects", { name: fresh() });
    const { contact_id } = await make("/people", { first_name: fresh() });
    const { lead_id } = await make("/leads", { email: `${fresh()}@example.com` });
    const links = { prospect_id, contact_id, lead_id };
    return { links, ...(await make("/opportunities", { name: fresh(), ...links })) };
  };

  test.each([
    ["account", "/prospects", "prospect_id"],
    ["contact", "/people", "contact_id"],
    ["lead", "/leads", "lead_id"],
  ] as const)("an opportunity lets go of its %s when that was deleted since, and tells it", async (_, path, link) => {
    const { links, ...made } = await aLinkedOpportunity();
    const seen = { "If-Match": String((await call(`GET ${made.path}`)).headers.get("ETag")) };
    await call(`DELETE ${made.path}`);
    expect((await call(`DELETE ${path}/${links[link]}`)).status).toBe(200);
    const before = (await house.events()).length;
    const { status, body } = await call(`POST ${made.path}/restore`, undefined, seen);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ ...links, [link]: null });
    expect((await house.events()).slice(before)).toEqual(["opportunity.updated", "opportunity.updated"]);
    expect((await call(`GET ${made.path}`)).body.data).toMatchObject({ ...links, [link]: null });
  });

  test("an opportunity whose links all stand comes back as it was, by one event", async () => {
    const { links, ...made } = await aLinkedOpportunity();
    await call(`DELETE ${made.path}`);
    const before = await house.events();
    expect((await call(`POST ${made.path}/restore`)).body.data).toMatchObject(links);
    expect((await house.events()).slice(before.length)).toEqual(["opportunity.updated"]);
  });

  test.each(["leads", "people"])("%s whose time is over are not told who has their email by now", async (kind) => {
    const gone = await make(`/${kind}`, { email: `${fresh()}@example.com` });
    await call(`DELETE ${gone.path}`);
    await make(`/${kind}`, { email: gone.email });
    expect((await call(`POST ${gone.path}/restore`)).status).toBe(409);
    house.clock.advance(30 * day + 1000);
    expect((await call(`POST ${gone.path}/restore`)).status).toBe(404);
  });
});
