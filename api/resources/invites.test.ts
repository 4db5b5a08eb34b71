import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BusMessage } from "../events/bus.ts";
import { engines, openTestApi, type TestAnswer, type TestApi } from "../testing/api.ts";

const [first, second] = ["kelp-otter-violin", "basalt-heron-quilt"];

describe.each(engines)("links by which people choose a password, on %s", (engine) => {
  let house: TestApi;
  let cuts: BusMessage[];
  beforeEach(async () => {
    // One trusted hop, so that a test can come from several addresses.
    house = await openTestApi({ engine, env: { TRUST_PROXY: "1" } });
    cuts = [];
    (await house.space()).bus.subscribe((message) => {
      if (message.kind === "revoked") cuts.push(message);
    });
  });
  afterEach(() => house.close());

  async function invite(more: object = {}, headers = {}) {
    const body = { name: "Ben", email: "ben@acme.example", role: "agent", ...more };
    const { data } = (await house.asOwner("POST /employees", { body, headers })).body;
    return { id: data.employee_id as number, token: tokenIn(data) };
  }
  const linkFor = async (id: number) => tokenIn((await house.asOwner(`POST /employees/${id}/invite`)).body.data);
  const tokenIn = ({ invite_url }: { readonly invite_url: string }) => invite_url.split("#")[1] ?? "";
  const from = (address: string) => ({ Origin: house.origin, "X-Forwarded-For": address });
  const look = (token: string, address = "203.0.113.1") =>
    house.request("POST /welcome", { body: { token }, headers: from(address) });
  const choose = (token: string, password: string, more: object = {}) =>
    house.request("POST /welcome/password", { body: { token, password, ...more }, headers: from("203.0.113.1") });
  const signIn = (password: string) =>
    house.request("POST /session", { body: { email: "ben@acme.example", password }, headers: from("203.0.113.2") });
  const cookieOf = ({ headers }: TestAnswer) => headers.get("Set-Cookie")?.split(";")[0] ?? "";
  const isSignedIn = async (answer: TestAnswer) =>
    (await house.request("GET /session", { headers: { Cookie: cookieOf(answer) } })).status === 200;
  const deeds = async () => {
    const rows = (await house.space()).read.selectFrom("audit_log").select(["action", "target"]).orderBy("audit_id");
    return (await rows.execute()).map(({ action }) => action);
  };

  test("an invited person chooses a name and a password, once, and is in the team of both modes", async () => {
    const { id, token } = await invite({}, { "X-Valethon-Mode": "test" });
    expect((await look(token)).body.data).toMatchObject({ name: "Ben", email: "ben@acme.example", joined: false });
    const joined = await choose(token, first, { name: "Benjamin" });
    expect(joined.body.data.employee).toMatchObject({ employee_id: id, name: "Benjamin", role: "agent" });
    expect(await isSignedIn(joined)).toBe(true);
    expect((await signIn(first)).status).toBe(201);
    for (const mode of ["live", "test"]) {
      const { data } = (await house.asOwner(`GET /employees/${id}`, { headers: { "X-Valethon-Mode": mode } })).body;
      expect(data).toMatchObject({ name: "Benjamin", joined_at: expect.any(String) });
    }
    expect((await choose(token, second)).status).toBe(404);
    expect(await deeds()).toEqual(["employee.invited", "employee.joined", "session.created"]);
  });

  test("a person without a password cannot sign in, whatever is tried", async () => {
    await invite();
    for (const password of ["null", "undefined", first]) expect((await signIn(password)).status).toBe(401);
  });

  test("unknown, used, replaced and expired links and those of disabled people get one answer", async () => {
    const used = await invite();
    await choose(used.token, first);
    const replaced = await invite({ email: "eva@acme.example" });
    await linkFor(replaced.id);
    const disabled = await invite({ email: "dan@acme.example" });
    await house.asOwner(`PUT /employees/${disabled.id}`, { body: { disabled: true } });
    const expired = await invite({ email: "exp@acme.example" });
    house.clock.advance(7 * 86_400_000);
    const tokens = ["made up", used.token, replaced.token, disabled.token, expired.token];
    const answers = await Promise.all(tokens.map((token, i) => look(token, `198.51.100.${i}`)));
    const [one, ...others] = answers.map(({ status, body: { request_id: _, ...body } }) => ({ status, body }));
    expect(one).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(others).toEqual([one, one, one, one]);
  });

  test("a link for somebody who has joined resets the password and ends every sign-in", async () => {
    const { id, token } = await invite();
    const before = await choose(token, first);
    const link = await linkFor(id);
    expect((await look(link)).body.data.joined).toBe(true);
    // Until it is used, nothing has changed.
    expect(await isSignedIn(before)).toBe(true);
    cuts.length = 0;
    const after = await choose(link, second);
    expect([await isSignedIn(before), await isSignedIn(after)]).toEqual([false, true]);
    expect(cuts).toContainEqual({ kind: "revoked", what: "employee", id });
    expect([(await signIn(first)).status, (await signIn(second)).status]).toEqual([401, 201]);
    expect((await deeds()).slice(-4)).toEqual([
      "employee.link_made",
      "password.reset",
      "session.refused",
      "session.created",
    ]);
  });

  test("two who use a link at once: one gets in", async () => {
    const { token } = await invite();
    const answers = await Promise.all([choose(token, first), choose(token, second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
  });

  test("a weak password leaves the link as it was", async () => {
    const { token } = await invite();
    for (const weak of ["short", "benbenbenben", "password1234"]) {
      expect(await choose(token, weak)).toMatchObject({ status: 400, body: { details: [{ field: "password" }] } });
    }
    expect((await choose(token, first)).status).toBe(201);
  });

  test("whoever guesses links is stopped as who guesses passwords; right ones cost nothing", async () => {
    const { token } = await invite();
    for (let count = 0; count < 8; count += 1) expect((await look(token)).status).toBe(200);
    for (let count = 0; count < 5; count += 1) expect((await look(`guess ${count}`)).status).toBe(404);
    expect(await look(token)).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
  });

  test("the link's token is stored nowhere as it is", async () => {
    const { token } = await invite();
    const { read } = await house.space();
    const kept = [
      await read.selectFrom("employee_links").selectAll().execute(),
      await read.selectFrom("audit_log").selectAll().execute(),
      await read.selectFrom("idempotency_keys").selectAll().execute(),
    ];
    expect(JSON.stringify(kept)).not.toContain(token);
  });

  test("an owner makes no link for somebody disabled, and signs a person out everywhere", async () => {
    const { id, token } = await invite();
    const session = await choose(token, first);
    const ended = await house.asOwner(`DELETE /employees/${id}/sessions`);
    expect(ended.body.data).toEqual({ employee_id: id, ended: 1 });
    expect(await isSignedIn(session)).toBe(false);
    await house.asOwner(`PUT /employees/${id}`, { body: { disabled: true } });
    expect((await house.asOwner(`POST /employees/${id}/invite`)).status).toBe(409);
    expect((await deeds()).slice(-2)).toEqual(["employee.signed_out", "employee.disabled"]);
  });
});
