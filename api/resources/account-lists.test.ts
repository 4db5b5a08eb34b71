import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const day = 86_400_000;

describe.each(engines)("the lists of prospects and companies on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    const accounts = [
      { name: "Éclair SA", website: "https://eclair.example", industry: "Bakery", tags: ["eu"] },
      { name: "acme", industry: "bakery", status: "inactive" },
      { name: "Zenith", domain: "zenith.example", industry: "Médical", tags: ["us", "eu"] },
      { name: "Bolt" },
    ];
    for (const body of accounts) {
      const { prospect_id } = (await house.request("POST /prospects", { key, body })).body.data;
      if (body.name !== "acme") await house.request(`POST /prospects/${prospect_id}/convert`, { key });
      house.clock.advance(day);
    }
    await house.request("POST /prospects", { key, body: { name: "Fresh" } });
  });
  afterAll(() => house.close());

  const names = async (call: string) =>
    (await house.request(`GET ${call}`, { key })).body.data.map(({ name }: { readonly name: string }) => name);

  test.each([
    ["/prospects", ["Fresh", "Bolt", "Zenith", "acme", "Éclair SA"]],
    ["/prospects?status=all", ["Fresh", "Bolt", "Zenith", "acme", "Éclair SA"]],
    ["/prospects?status=active", ["Fresh"]],
    ["/prospects?status=inactive,active", ["Fresh", "acme"]],
    ["/prospects?status=converted", ["Bolt", "Zenith", "Éclair SA"]],
    ["/prospects?industry=BAKERY", ["acme", "Éclair SA"]],
    ["/prospects?industry=medical,bakery", ["Zenith", "acme", "Éclair SA"]],
    ["/prospects?domain=eclair.example", ["Éclair SA"]],
    ["/prospects?tag=eu", ["Zenith", "Éclair SA"]],
    ["/prospects?assigned_to=none&per_page=1", ["Fresh"]],
    ["/prospects?search=ecl", ["Éclair SA"]],
    ["/prospects?search=zenith.example", ["Zenith"]],
    ["/prospects?created_before=2026-03-10", ["Éclair SA"]],
    ["/prospects?sort=name&order=asc", ["acme", "Bolt", "Éclair SA", "Fresh", "Zenith"]],
    ["/prospects?sort=industry&order=asc", ["Éclair SA", "acme", "Zenith", "Bolt", "Fresh"]],
    ["/companies", ["Bolt", "Zenith", "Éclair SA"]],
    ["/companies?industry=bakery", ["Éclair SA"]],
    ["/companies?domain=zenith.example", ["Zenith"]],
    ["/companies?tag=us", ["Zenith"]],
    ["/companies?search=ecl", ["Éclair SA"]],
    ["/companies?sort=name&order=asc", ["Bolt", "Éclair SA", "Zenith"]],
  ])("%s finds exactly what it names, in its order", async (call, expected) => {
    expect(await names(call)).toEqual(expected);
  });

  test.each(["/prospects?status=asleep", "/prospects?sort=secret", "/companies?status=active"])(
    "%s is 400",
    async (call) => {
      expect((await house.request(`GET ${call}`, { key })).status).toBe(400);
    },
  );

  test("companies are read with prospects:read, and only read", async () => {
    const reader = await house.key("crm", { permissions: ["prospects:read"] });
    const other = await house.key("crm", { permissions: ["contacts:read"] });
    expect((await house.request("GET /companies/1", { key: reader })).status).toBe(200);
    expect((await house.request("GET /companies/1", { key: other })).status).toBe(403);
    expect((await house.request("DELETE /companies/1", { key })).status).toBe(405);
  });
});
