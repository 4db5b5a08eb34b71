import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import type { BusMessage } from "../events/bus.ts";
import { engines, openTestApi, type TestAnswer, type TestApi } from "../testing/api.ts";

const password = "kelp-otter-violin";
const wrong = "kelp-otter-viola";

describe.each(engines)("signing in (%s)", (engine) => {
  let stage: TestApi;
  let passwordHash: string;
  let ada: number;
  beforeAll(async () => {
    // One trusted hop, so that a test can come from several addresses.
    stage = await openTestApi({ engine, env: { TRUST_PROXY: "1" } });
    passwordHash = await stage.api.passwords.hash(password);
  });
  beforeEach(async () => {
    // Every window is empty again.
    stage.clock.advance(900_000);
    for (const mode of ["live", "test"] as const) {
      const space = await stage.space(mode);
      await space.write(async ({ db }) => {
        await db.deleteFrom("employee_sessions").execute();
        await db.deleteFrom("employees").execute();
        await db.deleteFrom("audit_log").execute();
      });
    }
    const live = await stage.space("live");
    const wish = {
      name: "Ada",
      email: "ada@example.com",
      role: "owner",
      passwordHash,
      now: "2026-03-10T14:00:00Z",
    } as const;
    ada = (await live.write(({ db }) => createEmployee(db, wish))).employee_id;
  });
  afterAll(() => stage.close());

  const attempt = (
    body: unknown = { email: "ada@example.com", password },
    { from = "203.0.113.1", origin = stage.origin as string | null } = {},
  ) =>
    stage.request("POST /session", {
      body,
      headers: { "X-Forwarded-For": from, ...(origin === null ? {} : { Origin: origin }) },
    });
  /** The headers of a signed-in console, with the token that writes need. */
  const consoleOf = ({ headers, body }: TestAnswer) => ({
    Cookie: headers.get("Set-Cookie")?.split(";")[0] ?? "",
    Origin: stage.origin,
    "X-CSRF-Token": String(body.data.csrf_token),
  });
  const audited = async () => {
    const live = await stage.space("live");
    return await live.read.selectFrom("audit_log").select(["action", "actor", "target"]).orderBy("audit_id").execute();
  };

  test("the right password opens a session, and the cookie is all a browser needs to read who it is", async () => {
    const signedIn = await attempt({ email: " ADA@example.com ", password });
    expect(signedIn).toMatchObject({
      status: 201,
      body: { success: true, data: { employee: { name: "Ada", email: "ada@example.com", role: "owner" } } },
    });
    expect(signedIn.headers.get("Location")).toBe("/admin/api/v1/crm/session");
    expect(signedIn.headers.get("Set-Cookie")).toMatch(
      /^valethon=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
    );
    const read = await stage.request("GET /session", { headers: { Cookie: consoleOf(signedIn).Cookie } });
    expect(read).toMatchObject({ status: 200, body: { data: { ...signedIn.body.data, tenant: "main" } } });
    expect(read.body.data.company_name).toEqual(expect.any(String));
    expect(await audited()).toEqual([{ action: "session.created", actor: `employee:${ada}`, target: null }]);
  });

  test("a wrong password, an unknown email and a disabled person get the same answer", async () => {
    const live = await stage.space("live");
    const answers = [await attempt({ email: "ada@example.com", password: wrong })];
    answers.push(await attempt({ email: "nobody@example.com", password }));
    await live.write(({ db }) => db.updateTable("employees").set({ disabled_at: "2026-03-10T14:00:00Z" }).execute());
    answers.push(await attempt());
    const [first, ...others] = answers.map(({ status, body: { request_id, ...body } }) => ({ status, body }));
    expect(first).toMatchObject({ status: 401, body: { code: "AUTH_REQUIRED" } });
    expect(others).toEqual([first, first]);
    expect(answers.map(({ headers }) => headers.get("Set-Cookie"))).toEqual([null, null, null]);
    expect((await audited()).map(({ action, target }) => [action, target])).toEqual([
      ["session.refused", `employee:${ada}`],
      ["session.refused", null],
      ["session.refused", `employee:${ada}`],
    ]);
  });

  test("an address has five wrong tries in five minutes", async () => {
    for (let count = 0; count < 5; count += 1) {
      expect((await attempt({ email: `n${count}@example.com`, password: wrong })).status).toBe(401);
    }
    const refused = await attempt();
    expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    expect(refused.headers.get("Retry-After")).toBe("300");
    expect(refused.headers.get("X-RateLimit-Remaining")).toBe("0");
    expect((await attempt(undefined, { from: "203.0.113.2" })).status).toBe(201);
    stage.clock.advance(300_000);
    expect((await attempt()).status).toBe(201);
  });

  test("an account has ten wrong tries in fifteen minutes, from wherever they come", async () => {
    for (let count = 0; count < 10; count += 1) {
      const body = { email: "ada@example.com", password: wrong };
      expect((await attempt(body, { from: `203.0.113.${count}` })).status).toBe(401);
    }
    const refused = await attempt(undefined, { from: "198.51.100.1" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toBe("900");
    stage.clock.advance(900_000);
    expect((await attempt(undefined, { from: "198.51.100.1" })).status).toBe(201);
  });

  test("right passwords use no tries up: an office shares one address", async () => {
    for (let count = 0; count < 12; count += 1) expect((await attempt()).status).toBe(201);
  });

  test("a burst of wrong tries gets no more of them in than one after the other", async () => {
    const body = { email: "ada@example.com", password: wrong };
    const statuses = (await Promise.all(Array.from({ length: 12 }, () => attempt(body)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  test("only the console's own pages may sign in", async () => {
    for (const origin of ["https://evil.test", "null", null]) {
      expect(await attempt(undefined, { origin })).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    }
    const { port } = new URL(stage.origin);
    expect((await attempt(undefined, { origin: `http://localhost:${port}` })).status).toBe(201);
  });

  test("an Idempotency-Key keeps no session: each sign-in is a new one", async () => {
    const headers = { Origin: stage.origin, "Idempotency-Key": "same" };
    const body = { email: "ada@example.com", password };
    const one = await stage.request("POST /session", { body, headers });
    const other = await stage.request("POST /session", { body, headers });
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(other.headers.get("Set-Cookie")).not.toBe(one.headers.get("Set-Cookie"));
    const live = await stage.space("live");
    expect(await live.read.selectFrom("idempotency_keys").selectAll().execute()).toEqual([]);
  });

  test.each(["live", "test"])("signing out with the console in %s mode ends the session at once", async (mode) => {
    const live = await stage.space("live");
    const headers = { ...consoleOf(await attempt()), "X-Valethon-Mode": mode };
    const { session_id } = await live.read
      .selectFrom("employee_sessions")
      .select("session_id")
      .executeTakeFirstOrThrow();
    const heard: BusMessage[] = [];
    live.bus.subscribe((message) => heard.push(message));
    const out = await stage.request("DELETE /session", { headers });
    expect(out).toMatchObject({ status: 200, body: { success: true, data: { session_id, deleted: true } } });
    expect(out.headers.get("Set-Cookie")).toMatch(/^valethon=; Path=\/; Max-Age=0;/);
    expect((await stage.request("GET /session", { headers })).status).toBe(401);
    expect(heard).toContainEqual({ kind: "revoked", what: "employee_session", id: session_id });
    expect((await audited()).at(-1)).toEqual({ action: "session.ended", actor: `employee:${ada}`, target: null });
  });

  test("signing out needs the CSRF token", async () => {
    const headers = { ...consoleOf(await attempt()), "X-CSRF-Token": "guessed" };
    expect((await stage.request("DELETE /session", { headers })).status).toBe(403);
    expect((await stage.request("GET /session", { headers })).status).toBe(200);
  });

  test("signing in brings the test space's copy of the person up to date", async () => {
    const test = await stage.space("test");
    await attempt();
    expect(await test.read.selectFrom("employees").select(["employee_id", "name", "password_hash"]).execute()).toEqual([
      { employee_id: ada, name: "Ada", password_hash: null },
    ]);
  });

  test("the team is listed for secret keys and signed-in people, in both modes, not for the widget", async () => {
    const headers = consoleOf(await attempt());
    const data = [{ employee_id: ada, name: "Ada", email: "ada@example.com", role: "owner" }];
    const page = { success: true, data, pagination: { page: 1, total: 1, total_pages: 1 } };
    const callers = [
      { key: await stage.key("crm") },
      { key: await stage.key("crm_test") },
      { headers },
      { headers: { ...headers, "X-Valethon-Mode": "test" } },
    ];
    for (const caller of callers) {
      expect(await stage.request("GET /employees", caller)).toMatchObject({ status: 200, body: page });
    }
    expect((await stage.request("GET /employees", { key: await stage.key("pk_live") })).status).toBe(403);
    expect((await stage.request("GET /employees")).status).toBe(401);
  });
});
