import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "./testing/api.ts";

let house: TestApi;
let key: string;
beforeEach(async () => {
  house = await openTestApi();
  key = await house.key("pk_live");
});
afterEach(() => house.close());

const init = (wish: { key?: string; session_id?: string } = {}) => {
  const { key: other = key, ...body } = wish;
  return house.request("POST /widget/init", { key: other, body });
};
const say = (session_id: string, more: object = {}, by = key) =>
  house.request("POST /widget/message", { key: by, body: { session_id, message: "hello", ...more } });
const poll = (session: string, by = key) =>
  house.request("GET /widget/messages", { key: by, headers: { "X-Widget-Session": session } });
const remaining = (answer: { headers: Headers }) => Number(answer.headers.get("X-RateLimit-Remaining"));

async function changeKey(text: string, columns: object) {
  const space = await house.space();
  await space.write(({ db }) => db.updateTable("api_keys").set(columns).where("last4", "=", text.slice(-4)).execute());
  house.clock.advance(2000);
}

describe("the rate limit", () => {
  test("lets one client do one init and 29 messages, and refuses the 31st request until exactly then", async () => {
    const { session_id } = (await init()).body;
    house.clock.advance(500);
    for (let i = 1; i <= 29; i += 1) {
      const sent = await say(session_id);
      expect({ i, status: sent.status, left: remaining(sent) }).toEqual({ i, status: 200, left: 29 - i });
    }
    const refused = await say(session_id);
    expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    // The init is 59.5 s away from leaving the window: whole seconds, never too early.
    expect(refused.headers.get("Retry-After")).toBe("60");
    expect(Number(refused.headers.get("X-RateLimit-Reset"))).toBe(Math.ceil((house.clock.now() + 59_500) / 1000));
    house.clock.advance(59_499);
    expect((await say(session_id)).status).toBe(429);
    house.clock.advance(1);
    expect((await say(session_id)).status).toBe(200);
    expect((await say(session_id)).status).toBe(429);
  });

  test("counts nothing for a message sent again, also when no more are left", async () => {
    const { session_id } = (await init()).body;
    for (let i = 0; i < 29; i += 1) await say(session_id, { client_id: `client-id-00${10 + i}` });
    const again = await say(session_id, { client_id: "client-id-0010" });
    expect({ status: again.status, left: remaining(again) }).toEqual({ status: 200, left: 0 });
    expect((await say(session_id, { client_id: "client-id-0099" })).status).toBe(429);
  });

  test("counts a message under a used id with another text, which is a refusal like any other", async () => {
    const { session_id } = (await init()).body;
    await say(session_id, { client_id: "client-id-0001" });
    const refused = await say(session_id, { client_id: "client-id-0001", message: "another text" });
    expect({ status: refused.status, left: remaining(refused) }).toEqual({ status: 409, left: 27 });
  });

  test("stands on every kind of answer", async () => {
    const secret = await house.key("crm");
    const etag = String((await house.request("GET /leads", { key: secret })).headers.get("ETag"));
    const calls = [
      ["GET /leads", 304, { key: secret, headers: { "If-None-Match": etag } }],
      ["HEAD /leads", 200, { key: secret }],
      ["OPTIONS /leads", 204, {}],
      ["OPTIONS /widget/init", 204, {}],
      ["GET /docs", 200, {}],
      ["GET /openapi.json", 200, {}],
      ["GET /leads/%ff", 400, { key: secret }],
      ["POST /leads", 415, { key: secret, body: "x", headers: { "Content-Type": "text/plain" } }],
      ["POST /leads", 413, { key: secret, body: "x".repeat(300 * 1024) }],
      ["POST /leads", 400, { key: secret, body: "{}", headers: { "Content-Encoding": "gzip" } }],
      ["GET /leads", 400, { headers: { "X-Valethon-Mode": "Test" } }],
      ["GET /leads", 403, { key }],
      ["GET /widget/status", 403, { key: secret }],
    ] as const;
    for (const [call, status, request] of calls) {
      const answer = await house.request(call, request);
      const names = ["Limit", "Remaining", "Reset"].filter((name) => !answer.headers.has(`X-RateLimit-${name}`));
      expect({ call, status: answer.status, names }).toEqual({ call, status, names: [] });
    }
  });

  test("gives each visitor polls of his own that do not count as messages", async () => {
    const [one, two] = [(await init()).body.session_id, (await init()).body.session_id];
    for (let i = 0; i < 120; i += 1) expect((await poll(one)).status).toBe(200);
    expect((await poll(one)).status).toBe(429);
    expect((await poll(two)).status).toBe(200);
    expect(remaining(await say(one))).toBe(28);
  });

  test("with the scope key is shared by all visitors, but not their polls", async () => {
    await changeKey(key, { rate_limit_scope: "key" });
    const [one, two] = [(await init()).body.session_id, (await init()).body.session_id];
    expect(remaining(await say(one))).toBe(27);
    expect(remaining(await say(two))).toBe(26);
    for (let i = 0; i < 120; i += 1) await poll(one);
    expect((await poll(one)).status).toBe(429);
    expect((await poll(two)).status).toBe(200);
  });

  test("of the whole site refuses visitors who have room themselves", async () => {
    await changeKey(key, { site_limit_per_minute: 5 });
    const [one, two] = [(await init()).body.session_id, (await init()).body.session_id];
    for (const session of [one, two, one]) expect((await say(session)).status).toBe(200);
    const refused = await say(two);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("X-RateLimit-Limit")).toBe("5");
  });

  test("of an address holds for what has no valid session, whatever key it shows", async () => {
    const keys = [key];
    for (let i = 0; i < 5; i += 1) keys.push(await house.key("pk_live"));
    const statuses: number[] = [];
    const strange = `ws_${"a".repeat(32)}`;
    for (let i = 0; i < 121; i += 1) statuses.push((await say(strange, {}, keys[i % 6])).status);
    expect(statuses.slice(0, 120).every((status) => status === 404)).toBe(true);
    expect(statuses[120]).toBe(429);
  });

  test("makes at most 300 sessions an hour for one address, and goes on with those there are", async () => {
    const { session_id } = (await init()).body;
    for (let made = 1; made < 300; made += 1) {
      house.clock.advance(3000);
      expect((await init()).status).toBe(200);
    }
    house.clock.advance(60_000);
    const refused = await init({ key: await house.key("pk_live") });
    expect(refused).toMatchObject({ status: 429, body: { code: "RATE_LIMITED" } });
    expect(refused.body.error).toContain("an hour");
    expect((await init({ session_id })).body.session_id).toBe(session_id);
    house.clock.advance(Number(refused.headers.get("Retry-After")) * 1000);
    expect((await init()).status).toBe(200);
  });
});
