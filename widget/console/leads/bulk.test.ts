import { expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import type { ConsoleClient } from "../api.ts";
import { runBulk } from "./bulk.ts";

type Call = ConsoleClient["call"];
interface Sent {
  readonly operations: readonly { readonly path: string }[];
}

/** A client whose batches are answered by a function of the record's id and of how often it was asked. */
function answering(answer: (id: number, time: number) => { status: number; error?: string; after?: string }) {
  const asked = new Map<number, number>();
  const parts: number[] = [];
  const call = async (_key: string, { body }: { body: Sent }) => {
    parts.push(body.operations.length);
    return {
      results: body.operations.map(({ path }) => {
        const id = Number(path.split("/").at(-1));
        asked.set(id, (asked.get(id) ?? 0) + 1);
        const { status, error, after } = answer(id, asked.get(id) ?? 0);
        return { status, headers: after ? { "Retry-After": after } : {}, body: { success: status < 300, error } };
      }),
    };
  };
  return { client: { call: call as unknown as Call }, parts, asked };
}

const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const callOf = (id: number) => ({ method: "PUT" as const, path: `/leads/${id}`, body: { status: "contacted" } });
const options = { callOf, signal: new AbortController().signal, tell: () => {}, wait: async () => {} };

test("each record is done once, in parts, and the way through is told", async () => {
  const { client, parts, asked } = answering(() => ({ status: 200 }));
  const told: number[] = [];
  const result = await runBulk({ ...options, client, ids: ids(120), tell: (through) => told.push(through) });
  expect(result).toEqual({ done: 120, failures: [], left: 0 });
  expect([...asked.values()].every((times) => times === 1)).toBe(true);
  expect(parts).toEqual([50, 50, 20]);
  expect(told).toEqual([50, 100, 120]);
});

test("a refused record is told with its reason and stops no other", async () => {
  const { client } = answering((id) => (id === 2 ? { status: 404, error: "There is no lead 2." } : { status: 200 }));
  const result = await runBulk({ ...options, client, ids: ids(3) });
  expect(result).toEqual({ done: 2, failures: [{ id: 2, message: "There is no lead 2." }], left: 0 });
});

test("what the limit keeps back is sent again once it may, and only that", async () => {
  const { client, asked } = answering((id, time) =>
    id > 10 && time === 1 ? { status: 429, after: "7" } : { status: 200 },
  );
  const waited: number[] = [];
  const result = await runBulk({ ...options, client, ids: ids(12), wait: async (ms) => void waited.push(ms) });
  expect(result).toEqual({ done: 12, failures: [], left: 0 });
  expect(waited).toEqual([7000]);
  expect(asked.get(1)).toBe(1);
  expect(asked.get(12)).toBe(2);
});

test("a batch that is refused as a whole by the limit waits too", async () => {
  const { client } = answering(() => ({ status: 200 }));
  let refused = false;
  const call = (async (...given: Parameters<Call>) => {
    if (refused) return client.call(...given);
    refused = true;
    throw new ApiError(429, { error: "Too many requests.", code: "RATE_LIMITED" }, 3);
  }) as Call;
  const waited: number[] = [];
  const result = await runBulk({ ...options, client: { call }, ids: ids(2), wait: async (ms) => void waited.push(ms) });
  expect(result.done).toBe(2);
  expect(waited).toEqual([3000]);
});

test("stopped, it says how many it did not come to", async () => {
  const stop = new AbortController();
  const { client } = answering(() => ({ status: 200 }));
  const result = await runBulk({ ...options, client, ids: ids(120), signal: stop.signal, tell: () => stop.abort() });
  expect(result).toEqual({ done: 50, failures: [], left: 70 });
});
