import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { issueSetupToken } from "../access/setup.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

const owner = {
  company_name: "Acme",
  name: "Ada",
  email: "Ada@example.com",
  password: "correct horse battery staple",
};

describe.each(engines)("the set-up link (%s)", (engine) => {
  let stage: TestApi;
  let token: string;
  beforeAll(async () => {
    stage = await openTestApi({ engine });
  });
  beforeEach(async () => {
    for (const mode of ["live", "test"] as const) {
      const space = await stage.space(mode);
      await space.write(async ({ db }) => {
        await db.deleteFrom("employee_sessions").execute();
        await db.deleteFrom("employees").execute();
        await db.deleteFrom("audit_log").execute();
        await db.deleteFrom("settings").execute();
      });
    }
    token = (await issueSetupToken(await stage.space("live"))) ?? "";
  });
  afterAll(() => stage.close());

  const setUp = (change: Record<string, unknown> = {}, headers: Record<string, string> = { Origin: stage.origin }) =>
    stage.request("POST /setup", { body: { ...owner, token, ...change }, headers });
  const isOpen = async (token: string) =>
    (await stage.request(`GET /setup?token=${encodeURIComponent(token)}`)).body.data.open as boolean;

  test("makes the owner, names the company in both modes and signs in", async () => {
    const made = await setUp();
    expect(made).toMatchObject({
      status: 201,
      body: { data: { employee: { name: "Ada", email: "ada@example.com", role: "owner" } } },
    });
    const { employee_id } = made.body.data.employee;
    const Cookie = made.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    const read = await stage.request("GET /session", { headers: { Cookie } });
    expect(read.body.data).toMatchObject({ company_name: "Acme", csrf_token: made.body.data.csrf_token });
    for (const mode of ["live", "test"] as const) {
      const { read } = await stage.space(mode);
      expect(await read.selectFrom("settings").selectAll().execute()).toEqual([
        { key: "company_name", value: '"Acme"' },
      ]);
      expect(await read.selectFrom("employees").select(["employee_id", "email"]).execute()).toEqual([
        { employee_id, email: "ada@example.com" },
      ]);
    }
    const { read: live } = await stage.space("live");
    expect(await live.selectFrom("audit_log").select(["action", "actor"]).execute()).toEqual([
      { action: "setup.completed", actor: `employee:${employee_id}` },
    ]);
    const again = { email: "ada@example.com", password: owner.password };
    const signedIn = await stage.request("POST /session", { body: again, headers: { Origin: stage.origin } });
    expect(signedIn.status).toBe(201);
  });

  test("works once", async () => {
    expect(await isOpen(token)).toBe(true);
    await setUp();
    expect(await isOpen(token)).toBe(false);
    expect(await setUp({ email: "eve@example.com" })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  });

  test("used twice at the same time it makes one owner", async () => {
    const answers = await Promise.all([setUp(), setUp({ email: "eve@example.com" })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
    const { read } = await stage.space("live");
    expect(await read.selectFrom("employees").select("role").execute()).toEqual([{ role: "owner" }]);
  });

  test("an earlier link is void once a new one is made, and none is made when somebody is there", async () => {
    const live = await stage.space("live");
    const newer = await issueSetupToken(live);
    expect(await isOpen(token)).toBe(false);
    expect(await isOpen(newer ?? "")).toBe(true);
    expect((await setUp()).status).toBe(404);
    await setUp({ token: newer });
    expect(await issueSetupToken(live)).toBeNull();
  });

  test("the token is stored as a hash", async () => {
    const { read } = await stage.space("live");
    const rows = await read.selectFrom("meta").selectAll().execute();
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test.each([
    ["a weak password", { password: "password1234" }, "password"],
    ["a password of one's own name", { password: "acme-ada-2026!" }, "password"],
    ["no email", { email: "ada" }, "email"],
    ["an empty company", { company_name: " " }, "company_name"],
    ["a field nobody knows", { role: "owner" }, "role"],
  ])("%s is refused and leaves the link open", async (_, change, field) => {
    expect(await setUp(change)).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_ERROR", details: [{ field }] },
    });
    expect(await isOpen(token)).toBe(true);
  });

  test("made-up tokens open nothing", async () => {
    expect(await isOpen("x".repeat(43))).toBe(false);
    expect((await setUp({ token: "x".repeat(43) })).status).toBe(404);
  });

  test("a foreign page cannot use it", async () => {
    expect((await setUp({}, { Origin: "https://evil.test" })).status).toBe(403);
    expect((await setUp({}, {})).status).toBe(403);
    expect(await isOpen(token)).toBe(true);
  });
});
