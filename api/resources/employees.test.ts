import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import type { Role } from "../access/permissions.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

interface Named {
  readonly name: string;
  readonly employee_id: number;
}

describe.each(engines)("the team on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm", { permissions: ["leads:read"] });
    const { write } = await house.space();
    const people: [string, string, Role][] = [
      ["Zoë Åberg", "zoe@acme.example", "owner"],
      ["adam Baker", "adam@globex.example", "agent"],
      ["Émile Anne-Marie", "emile@acme.example", "agent"],
      ["Beth Cole", "beth@acme.example", "viewer"],
    ];
    for (const [name, email, role] of people) {
      const wish = { name, email, role, passwordHash: "$argon2id$secret", now: "2026-03-10T14:30:00Z" };
      await write(({ db }) => createEmployee(db, wish));
    }
    await write(({ db }) =>
      db
        .updateTable("employees")
        .set({ disabled_at: "2026-03-11T00:00:00Z" })
        .where("email", "=", "beth@acme.example")
        .execute(),
    );
  });
  afterAll(() => house.close());

  const list = async (query: string) => (await house.request(`GET /employees?${query}`, { key })).body;
  const names = async (query: string) => (await list(query)).data.map(({ name }: Named) => name.split(" ")[0]);

  test.each([
    ["", ["adam", "Émile", "Zoë"]],
    ["order=desc", ["Zoë", "Émile", "adam"]],
    ["role=agent", ["adam", "Émile"]],
    ["role=agent,owner&sort=email", ["adam", "Émile", "Zoë"]],
    ["search=emi", ["Émile"]],
    ["search=mar%20anne", ["Émile"]],
    ["search=ACME%20aberg", ["Zoë"]],
    ["search=globex", ["adam"]],
    ["search=obex", []],
    ["search=!!", ["adam", "Émile", "Zoë"]],
    ["disabled=true", ["Beth"]],
    ["disabled=all", ["adam", "Beth", "Émile", "Zoë"]],
    ["per_page=2&page=2", ["Zoë"]],
  ])("%s finds the right people in their order, the same on both engines", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  test("nobody ever sees a hash, nor what lists look at", async () => {
    const { data } = await list("");
    const one = await house.request(`GET /employees/${data[0].employee_id}`, { key });
    const shown = ["created_at", "disabled_at", "email", "employee_id", "joined_at", "name", "role", "updated_at"];
    for (const person of [...data, one.body.data]) expect(Object.keys(person).sort()).toEqual(shown);
    expect(one.headers.get("ETag")).toMatch(/^"1-/);
  });

  test("who left is still found by id: old records name him", async () => {
    const [{ employee_id }] = (await list("disabled=true")).data;
    const { status, body } = await house.request(`GET /employees/${employee_id}`, { key });
    expect([status, body.data.name]).toEqual([200, "Beth Cole"]);
  });
});
