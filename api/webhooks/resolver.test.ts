import { afterAll, beforeAll, expect, test } from "vitest";
import { openNameServer, type TestNameServer } from "../testing/name-server.ts";
import { createResolver } from "./resolver.ts";
import type { Resolve } from "./sender.ts";

let names: TestNameServer;
let resolve: Resolve;
beforeAll(async () => {
  names = await openNameServer();
  resolve = createResolver({ servers: [names.address], patienceMs: 600 });
});
afterAll(async () => await names.close());

test("a name has its addresses of both kinds, IPv4 first", async () => {
  names.answers("both.example", { a: ["8.8.8.8", "1.1.1.1"], aaaa: ["2606:4700::1111"] });
  expect(await resolve("both.example")).toEqual(["8.8.8.8", "1.1.1.1", "2606:4700::1111"]);
});

test.each([
  ["four", { a: ["8.8.8.8"], aaaa: [] }, "8.8.8.8"],
  ["six", { a: [], aaaa: ["2606:4700::1111"] }, "2606:4700::1111"],
  ["odd", { a: ["8.8.8.8"], aaaa: "no such name" as const }, "8.8.8.8"],
])("a name that has one kind of address is resolved (%s)", async (name, answer, address) => {
  names.answers(`${name}.example`, answer);
  expect(await resolve(`${name}.example`)).toEqual([address]);
});

test.each([
  ["fails", { a: ["8.8.8.8"], aaaa: "server failure" as const }],
  ["is silent", { a: ["8.8.8.8"], aaaa: "silence" as const }],
  ["fails for IPv4", { a: "server failure" as const, aaaa: ["2606:4700::1111"] }],
])("a name whose server %s for one kind of address is not resolved", async (what, answer) => {
  const name = `${what.replaceAll(" ", "-").toLowerCase()}.example`;
  names.answers(name, answer);
  await expect(resolve(name)).rejects.toThrow();
});

test("a name without any address, one that does not exist and a silent server all end in an error", async () => {
  names.answers("bare.example", { a: [], aaaa: [] });
  names.answers("silent.example", { a: "silence", aaaa: "silence" });
  await expect(resolve("bare.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolve("missing.example")).rejects.toMatchObject({ code: "ENOTFOUND" });
  const started = performance.now();
  await expect(resolve("silent.example")).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("nothing is remembered: a name that moved is found where it is now", async () => {
  names.answers("moves.example", { a: ["8.8.8.8"], aaaa: [] });
  expect(await resolve("moves.example")).toEqual(["8.8.8.8"]);
  names.answers("moves.example", { a: ["127.0.0.1"], aaaa: [] });
  expect(await resolve("moves.example")).toEqual(["127.0.0.1"]);
  expect(names.asked.filter((name) => name === "moves.example")).toHaveLength(4);
});
