import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import type { Role } from "../access/permissions.ts";
import { createSession } from "../access/sessions.ts";
import { timestamp } from "../clock.ts";
import type { BusMessage } from "../events/bus.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("who may do what on %s", (engine) => {
  let house: TestApi;
  let cuts: BusMessage[];
  beforeEach(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    cuts = [];
    (await house.space()).bus.subscribe((message) => {
      if (message.kind === "revoked") cuts.push(message);
    });
  });
  afterEach(() => house.close());

  const now = () => timestamp(house.clock.now());
  async function employ(name: string, role: Role): Promise<number> {
    const wish = { name, email: `${name}@acme.example`, role, passwordHash: null, now: now() };
    const { write } = await house.space();
    return (await write(({ db }) => createEmployee(db, wish))).employee_id;
  }
  /** A sign-in of somebody, and whether it still opens the console. */
  async function signIn(employeeId: number) {
    const { write } = await house.space();
    const wish = { employeeId, address: null, userAgent: null, now: now() };
    const { token, csrfToken } = await write(({ db }) => createSession(db, wish));
    const headers = { Cookie: `valethon=${token}`, "X-CSRF-Token": csrfToken, Origin: house.origin };
    return async (call = "GET /session", body?: object) => await house.request(call, { headers, body });
  }
  const change = (id: number, body: object, headers = {}) => house.asOwner(`PUT /employees/${id}`, { body, headers });

  test("another role holds for the next request of a sign-in, and cuts its sockets", async () => {
    const id = await employ("ben", "agent");
    const ask = await signIn(id);
    expect((await ask("POST /leads", { email: "a@example.com" })).status).toBe(201);
    const changed = await change(id, { role: "viewer" });
    expect(changed).toMatchObject({ status: 200, body: { data: { employee_id: id, role: "viewer" } } });
    expect((await ask("POST /leads", { email: "b@example.com" })).status).toBe(403);
    expect((await ask()).body.data.employee.role).toBe("viewer");
    expect(cuts).toEqual([{ kind: "revoked", what: "employee", id }]);
  });

  test("whoever is disabled is signed out everywhere, and can be let in again", async () => {
    const id = await employ("ben", "agent");
    const ask = await signIn(id);
    const disabled = await change(id, { disabled: true });
    expect(disabled.body.data.disabled_at).toBe(now());
    expect((await ask()).status).toBe(401);
    expect(cuts).toEqual([{ kind: "revoked", what: "employee", id }]);
    expect((await change(id, { disabled: false })).body.data.disabled_at).toBeNull();
    // What ended has ended: the person signs in anew.
    expect((await ask()).status).toBe(401);
    expect((await (await signIn(id))()).status).toBe(200);
  });

  test("it holds in the test mode too, from wherever it is changed", async () => {
    const id = await employ("ben", "agent");
    expect((await change(id, { role: "admin" }, { "X-Valethon-Mode": "test" })).status).toBe(200);
    for (const mode of ["live", "test"] as const) {
      const row = (await house.space(mode)).read.selectFrom("employees").select("role").where("employee_id", "=", id);
      expect((await row.executeTakeFirst())?.role).toBe("admin");
    }
  });

  test("what stands already is no change and cuts nobody", async () => {
    const id = await employ("ben", "agent");
    const before = await house.asOwner(`GET /employees/${id}`);
    expect((await change(id, { role: "agent", disabled: false })).body.data).toEqual(before.body.data);
    expect(cuts).toEqual([]);
  });

  test("one owner always remains, also when two take it from each other at once", async () => {
    const [ann, bea] = [await employ("ann", "owner"), await employ("bea", "owner")];
    const [asAnn, asBea] = [await signIn(ann), await signIn(bea)];
    const statuses = await Promise.all([
      asAnn(`PUT /employees/${bea}`, { role: "admin" }),
      asBea(`PUT /employees/${ann}`, { disabled: true }),
    ]);
    const { read } = await house.space();
    const owners = await read
      .selectFrom("employees")
      .select("employee_id")
      .where("role", "=", "owner")
      .where("disabled_at", "is", null)
      .execute();
    expect(owners).toHaveLength(1);
    // Whoever comes second is no owner any more, or finds that the other is the last.
    const [first, second] = statuses.map(({ status }) => status).sort();
    expect(first).toBe(200);
    expect([401, 403, 409]).toContain(second);
  });

  test("an older version is not changed, and nobody is not found", async () => {
    const id = await employ("ben", "agent");
    const etag = String((await house.asOwner(`GET /employees/${id}`)).headers.get("ETag"));
    expect((await change(id, { role: "admin" }, { "If-Match": etag })).status).toBe(200);
    expect((await change(id, { role: "viewer" }, { "If-Match": etag })).status).toBe(412);
    expect((await change(999_999, { role: "viewer" })).status).toBe(404);
  });
});
