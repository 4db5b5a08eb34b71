import { expect, test } from "vitest";
import { mayReadMetrics } from "./metrics-access.ts";

const token = "0123456789abcdef0123";
const open = { metricsToken: null, trustProxy: 0 };
const guarded = { metricsToken: token, trustProxy: 0 };
const from = (remoteAddress: string | undefined, headers: Record<string, string> = {}) => ({
  headers,
  socket: { remoteAddress },
});

test.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])("without a token %s may read", (address) => {
  expect(mayReadMetrics(from(address, { host: "localhost", accept: "*/*" }), open)).toBe(true);
});

test.each([
  undefined,
  "",
  "192.0.2.1",
  "10.0.0.1",
  "::ffff:10.0.0.1",
  "2001:db8::1",
  "::",
  "0.0.0.0",
  "127.0.0.1.evil",
])("without a token %s may not", (address) => {
  expect(mayReadMetrics(from(address), open)).toBe(false);
});

test.each([
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "x-client-ip",
  "cf-connecting-ip",
  "true-client-ip",
])("what a proxy on this machine passes on with %s does not come from this machine", (header) => {
  expect(mayReadMetrics(from("127.0.0.1", { [header]: "" }), open)).toBe(false);
});

test("where proxies are trusted, only a token opens", () => {
  expect(mayReadMetrics(from("127.0.0.1"), { ...open, trustProxy: 1 })).toBe(false);
  const shown = { authorization: `Bearer ${token}`, "x-forwarded-for": "192.0.2.1" };
  expect(mayReadMetrics(from("127.0.0.1", shown), { ...guarded, trustProxy: 1 })).toBe(true);
});

test("with a token everybody needs it, on this machine too", () => {
  expect(mayReadMetrics(from("127.0.0.1"), guarded)).toBe(false);
  expect(mayReadMetrics(from("192.0.2.1", { authorization: `bearer ${token}` }), guarded)).toBe(true);
});

test.each([
  "",
  token,
  `Basic ${token}`,
  `Bearer ${token}x`,
  `Bearer ${token.slice(1)}`,
  "Bearer ",
  `Bearer x ${token}`,
])("Authorization: %s opens nothing", (authorization) => {
  expect(mayReadMetrics(from("192.0.2.1", { authorization }), guarded)).toBe(false);
});
