import { describe, expect, test } from "vitest";
import { createClient } from "./index.ts";
import { type RetryOptions, retrying } from "./retry.ts";

const now = Date.parse("2030-01-01T00:00:00Z");

/** A call against answers given in advance: what it came to, how often it was sent and the waits between, in ms. */
async function call(init: RequestInit, answers: readonly Response[], options: Partial<RetryOptions> = {}) {
  const left = [...answers];
  const waits: number[] = [];
  const send = retrying(
    async () => left.shift() ?? Response.error(),
    { times: 3, ...options },
    {
      now: () => now,
      random: () => 0,
      wait: async (milliseconds) => {
        waits.push(milliseconds);
      },
    },
  );
  const { status } = await send("https://acme.example", init);
  return { status, sent: answers.length - left.length, waits };
}

const refused = (status: number, retryAfter?: string) =>
  new Response("{}", { status, headers: retryAfter === undefined ? {} : { "Retry-After": retryAfter } });
const fine = () => new Response("{}");
const get = { method: "GET" };
const post = { method: "POST" };

describe("sending again", () => {
  test("waits as long as the server says, in seconds or until a date", async () => {
    const answers = [refused(429, "7"), refused(503, "Tue, 01 Jan 2030 00:00:30 GMT"), fine()];
    expect(await call(get, answers)).toEqual({ status: 200, sent: 3, waits: [7000, 30_000] });
  });

  test("waits longer each time when the server says nothing, and ends with its refusal", async () => {
    const answers = Array.from({ length: 9 }, () => refused(503));
    expect(await call(get, answers)).toEqual({ status: 503, sent: 4, waits: [500, 1000, 2000] });
  });

  test("does not wait longer than it may", async () => {
    expect(await call(get, [refused(429, "61")])).toEqual({ status: 429, sent: 1, waits: [] });
    expect(await call(get, [refused(429, "3")], { longestWait: 2 })).toEqual({ status: 429, sent: 1, waits: [] });
  });

  test.each([400, 401, 404, 409, 500, 502])("takes %i as it is", async (status) => {
    expect(await call(get, [refused(status, "1")])).toEqual({ status, sent: 1, waits: [] });
  });

  test("never does twice what may have happened already", async () => {
    const keyed = { method: "POST", headers: { "Idempotency-Key": "one" } };
    expect(await call(post, [refused(503, "1")])).toEqual({ status: 503, sent: 1, waits: [] });
    expect(await call(keyed, [refused(503, "1"), fine()])).toEqual({ status: 200, sent: 2, waits: [1000] });
    expect(await call(post, [refused(429, "1"), fine()])).toEqual({ status: 200, sent: 2, waits: [1000] });
  });

  test("a call that is called off waits no longer", async () => {
    const controller = new AbortController();
    const fetch = async () => {
      queueMicrotask(() => controller.abort(new Error("enough")));
      return refused(429, "60");
    };
    const client = createClient({ baseUrl: "https://acme.example", fetch, retry: { times: 1 } });
    await expect(client.call("GET /employees", {}, { signal: controller.signal })).rejects.toThrow("enough");
  });
});

describe("without being asked to", () => {
  test("sends once", async () => {
    let sent = 0;
    const fetch = async () => {
      sent += 1;
      return refused(429, "0");
    };
    const client = createClient({ baseUrl: "https://acme.example", fetch });
    await expect(client.call("GET /employees", {})).rejects.toMatchObject({ status: 429, retryAfter: 0 });
    expect(sent).toBe(1);
  });
});
