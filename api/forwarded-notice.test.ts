import pino from "pino";
import { expect, test } from "vitest";
import { openTestApi } from "./testing/api.ts";

async function linesAfterForwardedRequests(trustProxy: string): Promise<string[]> {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });
  const house = await openTestApi({ log, env: { TRUST_PROXY: trustProxy } });
  for (let i = 0; i < 3; i += 1) await house.request("GET /leads", { headers: { "X-Forwarded-For": "203.0.113.9" } });
  await house.close();
  return lines.filter((line) => line.includes("TRUST_PROXY"));
}

test("a proxy that nobody configured is told of once", async () => {
  expect(await linesAfterForwardedRequests("0")).toHaveLength(1);
});

test("a configured proxy is not", async () => {
  expect(await linesAfterForwardedRequests("1")).toEqual([]);
});
