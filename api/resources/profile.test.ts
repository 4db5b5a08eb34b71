import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEmployee } from "../access/employees.ts";
import { issueLink } from "../access/personal-links.ts";
import { timestamp } from "../clock.ts";
import type { BusMessage } from "../events/bus.ts";
import { engines, openTestApi, type TestAnswer, type TestApi } from "../testing/api.ts";

const [current, next] = ["kelp-otter-violin", "basalt-heron-quilt"];
const [firefox, phone] = ["Mozilla/5.0 (X11; Linux) Firefox/140.0", "Mozilla/5.0 (iPhone) Safari/605"];

describe.each(engines)("one's own account, on %s", (engine) => {
  let house: TestApi;
  let hash: string;
  let email: string;
  let id: number;
  let people = 0;
  const cuts: BusMessage[] = [];
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { TRUST_PROXY: "1" } });
    hash = await house.api.passwords.hash(current);
    (await house.space()).bus.subscribe((message) => {
      if (message.kind === "revoked") cuts.push(message);
    });
  });
  beforeEach(async () => {
    // Every window of tries is empty again.
    house.clock.advance(900_000);
    cuts.length = 0;
    people += 1;
    email = `ada${people}@example.com`;
    const wish = { name: "Ada", email, role: "viewer", passwordHash: hash, now: now() } as const;
    id = (await (await house.space()).write(({ db }) => createEmployee(db, wish))).employee_id;
  });
  afterAll(() => house.close());

  const now = () => timestamp(house.clock.now());
  async function signIn(password = current, { browser = firefox, address = "203.0.113.77" } = {}) {
    const headers = { Origin: house.origin, "User-Agent": browser, "X-Forwarded-For": address };
    return await house.request("POST /session", { body: { email, password }, headers });
  }
  const headersOf = ({ headers, body }: TestAnswer) => ({
    Cookie: headers.get("Set-Cookie")?.split(";")[0] ?? "",
    Origin: house.origin,
    "X-CSRF-Token": String(body.data?.csrf_token),
  });
  const change = async (as: TestAnswer, body: object, more = {}) =>
    await house.request("PUT /profile", { body, headers: { ...headersOf(as), ...more } });
  const sessionsOf = async (as: TestAnswer) =>
    (await house.request("GET /profile/sessions", { headers: headersOf(as) })).body.data;
  const isSignedIn = async (as: TestAnswer) =>
    (await house.request("GET /session", { headers: headersOf(as) })).status === 200;

  test("a viewer changes the own name, which colleagues see in both modes", async () => {
    const session = await signIn();
    const changed = await change(session, { name: " Ada Lovelace " }, { "X-Valethon-Mode": "test" });
    expect(changed.body.data).toEqual({ employee_id: id, name: "Ada Lovelace", email, role: "viewer" });
    for (const mode of ["live", "test"] as const) {
      const { read } = await house.space(mode);
      const row = read.selectFrom("employees").select(["name", "search_words"]).where("employee_id", "=", id);
      expect(await row.executeTakeFirst()).toMatchObject({ name: "Ada Lovelace", search_words: / lovelace/ });
    }
  });

  test("a new password ends the other sign-ins and voids a link; this one goes on", async () => {
    const [here, there] = [await signIn(), await signIn()];
    const { write, read } = await house.space();
    await write(({ db }) => issueLink(db, id, now()));
    expect((await change(here, { password: { current, new: next } })).status).toBe(200);
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false]);
    expect(cuts).toEqual([{ kind: "revoked", what: "employee_session", id: expect.any(Number) }]);
    expect(await read.selectFrom("employee_links").selectAll().where("employee_id", "=", id).execute()).toEqual([]);
    expect([(await signIn(current)).status, (await signIn(next)).status]).toEqual([401, 201]);
  });

  test("it must be strong, and the current one right: guessing it is limited as signing in is", async () => {
    const session = await signIn();
    const weak = await change(session, { password: { current, new: "adaadaadaada" } });
    expect(weak).toMatchObject({ status: 400, body: { details: [{ field: "password.new" }] } });
    const guess = () => change(session, { password: { current: next, new: next } });
    for (let count = 0; count < 5; count += 1) {
      expect(await guess()).toMatchObject({ status: 400, body: { details: [{ field: "password.current" }] } });
    }
    expect((await guess()).status).toBe(429);
  });

  test("one's own sign-ins are listed with browser and network, and each can be ended", async () => {
    const here = await signIn();
    house.clock.advance(60_000);
    const there = await signIn(current, { browser: phone, address: "2001:db8:1:2:3:4:5:6" });
    const listed = await sessionsOf(here);
    expect(listed).toMatchObject([
      { current: true, user_agent: firefox, network: "203.0.113.0/24" },
      { current: false, user_agent: phone, network: "2001:db8:1:2::/64" },
    ]);
    const [own, other] = listed.map(({ session_id }: { readonly session_id: number }) => session_id);
    const ended = await house.request(`DELETE /profile/sessions/${other}`, { headers: headersOf(here) });
    expect(ended).toMatchObject({ status: 200, body: { data: { session_id: other, deleted: true } } });
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false]);
    expect(cuts).toEqual([{ kind: "revoked", what: "employee_session", id: other }]);
    // Another person's is as unknown as one that ended.
    for (const gone of [other, 999_999]) {
      expect((await house.request(`DELETE /profile/sessions/${gone}`, { headers: headersOf(here) })).status).toBe(404);
    }
    expect((await house.asOwner(`DELETE /profile/sessions/${own}`)).status).toBe(404);
    expect(await sessionsOf(here)).toHaveLength(1);
  });
});
