import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { createEmployee, mirrorEmployee, type NewEmployee } from "./employees.ts";

const ada = {
  name: " Ada Lovelace ",
  email: " Ada@Example.COM ",
  role: "owner",
  passwordHash: "$argon2id$x",
  now: "2026-03-10T14:30:00Z",
} as const;

describe.each(engines)("employees (%s)", (engine) => {
  let stage: TestApi;
  beforeAll(async () => {
    stage = await openTestApi({ engine });
  });
  afterAll(() => stage.close());

  const create = async (wish: Partial<NewEmployee> = {}) => {
    const live = await stage.space("live");
    return await live.write(({ db }) => createEmployee(db, { ...ada, ...wish }));
  };

  test("name and email are stored in one spelling, and an email stands once", async () => {
    expect(await create()).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com", role: "owner" });
    await expect(create({ email: "ADA@example.com" })).rejects.toMatchObject({
      code: "DUPLICATE",
      details: [{ field: "email" }],
    });
    await expect(create({ email: "b@example.com", name: "  " })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("the test space gets the person under the same id, without the password, and keeps up with changes", async () => {
    const test = await stage.space("test");
    const first = await create({ email: "first@example.com" });
    const row = await create({ email: "grace@example.com", name: "Grace" });
    await test.write(({ db }) => mirrorEmployee(db, row));
    await test.write(({ db }) => mirrorEmployee(db, { ...row, name: "Grace Hopper", role: "admin" }));
    const stored = await test.read.selectFrom("employees").selectAll().execute();
    expect(stored).toEqual([
      {
        ...row,
        name: "Grace Hopper",
        name_sort: "grace hopper",
        search_words: " grace hopper example com",
        role: "admin",
        password_hash: null,
      },
    ]);
    expect(row.employee_id).toBeGreaterThan(first.employee_id);
  });
});
