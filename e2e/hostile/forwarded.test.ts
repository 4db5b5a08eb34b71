import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { connectVisitor, signIn } from "../support/socket-people.ts";
import { type Stack, startStack } from "../support/stack.ts";

let direct: Stack;
let behindOne: Stack;
beforeAll(async () => {
  const start = (hops: string) => startStack({ env: { TRUST_PROXY: hops, LOG_LEVEL: "warn" } });
  [direct, behindOne] = await Promise.all([start("0"), start("1")]);
}, 120_000);
afterAll(async () => {
  await Promise.all([direct?.stop(), behindOne?.stop()]);
});

const many = 35;

/** How many of so many requests at once are let through, each with another X-Forwarded-For. */
async function allowed(stack: Stack, path: string, key: string, count: number, forwarded: (number: number) => string) {
  const statuses = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const headers = { "X-Forwarded-For": forwarded(number) };
      const wish = path === "/widget/init" ? { headers, body: {} } : { headers };
      return (await ask(stack.api + path, { key, ...wish })).status;
    }),
  );
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  return statuses.filter((status) => status === 200).length;
}

/** What a handshake without a session is told, by the address it says it comes from. */
const knock = (stack: Stack, key: string, address: string) =>
  connectVisitor(stack, { key, session: `ws_${"n".repeat(32)}`, address }).then(
    () => "let in",
    (refused: { data?: { code?: string } }) => refused.data?.code,
  );

test("without a trusted proxy X-Forwarded-For changes nothing of what is counted, and is warned of once", async () => {
  const key = await direct.createKey("pk_live");
  expect(await allowed(direct, "/widget/init", key, many, (number) => `203.0.113.${number}`)).toBe(30);
  expect(await allowed(direct, "/widget/init", key, 5, (number) => `2001:db8:${number}::1, 192.0.2.1`)).toBe(0);
  expect(await knock(direct, key, "203.0.113.1")).toBe("NOT_FOUND");
  expect(await allowed(direct, "/widget/status", key, 125, (number) => `203.0.113.${number}`)).toBe(119);
  expect(await knock(direct, key, "192.0.2.1")).toBe("RATE_LIMITED");
  expect(direct.output.match(/X-Forwarded-For/gi)?.length).toBe(1);
}, 60_000);

test("behind one trusted proxy only the last hop counts", async () => {
  const [key, other] = [await behindOne.createKey("pk_live"), await behindOne.createKey("pk_live")];
  const init = (by: string, forwarded: (number: number) => string) =>
    allowed(behindOne, "/widget/init", by, many, forwarded);
  expect(await init(key, (number) => `203.0.113.${number}, 198.51.100.1`)).toBe(30);
  expect(await init(key, (number) => `198.51.100.1, 203.0.113.${number}`)).toBe(many);
  // One subscriber of IPv6 has 2⁶⁴ addresses, and one count.
  expect(await init(other, (number) => `2001:db8:1:2::${number + 1}`)).toBe(30);
  expect(await init(other, (number) => `2001:db8:1:${number + 3}::1`)).toBe(many);

  const polls = (forwarded: (number: number) => string) => allowed(behindOne, "/widget/status", key, 125, forwarded);
  expect(await polls((number) => `203.0.113.${number}, 192.0.2.7`)).toBe(120);
  expect(await knock(behindOne, key, "203.0.113.250, 192.0.2.7")).toBe("RATE_LIMITED");
  expect(await knock(behindOne, key, "192.0.2.7, 192.0.2.8")).toBe("NOT_FOUND");
}, 60_000);

test("an address that a secret key allows cannot be put on by a header", async () => {
  const { headers } = await signIn(direct, await direct.createOwner());
  const wish = { type: "crm", name: "Server", allowed_ips: ["203.0.113.7"] };
  const { body } = await ask(`${direct.api}/api-keys`, { headers, body: wish });
  const { key } = body["data"] as { key: string };
  const spoofed = await ask(`${direct.api}/leads`, { key, headers: { "X-Forwarded-For": "203.0.113.7" } });
  expect(spoofed.status).toBe(401);
}, 60_000);
