import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("the log of events on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const read = async (query: string) => (await house.request(`GET /events?${query}`, { key })).body;
  const note = async (n: number) =>
    await (await house.space()).write(({ emit }) => emit("note.created", { entity_type: "lead", n }));

  test("skips nobody who follows next_after while others write", async () => {
    const wanted = 300;
    let writing = true;
    const writers = Promise.all(
      [0, 1, 2].map(async (writer) => {
        for (let n = writer; n < wanted; n += 3) await note(n);
      }),
    ).finally(() => {
      writing = false;
    });
    const followers = [5, 200].map(async (limit) => {
      const seen: number[] = [];
      for (let after = 0; writing || after < wanted; ) {
        const { data, next_after } = await read(`after=${after}&limit=${limit}`);
        seen.push(...data.map((row: { seq: number }) => row.seq));
        after = next_after;
      }
      return seen;
    });
    await writers;
    const all = Array.from({ length: wanted }, (_, i) => i + 1);
    expect(await Promise.all(followers)).toEqual([all, all]);
  });

  test("tells a key only of what it may read, and moves on all the same", async () => {
    const { head } = await read("limit=1");
    const narrow = await house.key("crm", { permissions: ["contacts:read"] });
    const { body } = await house.request("GET /events?after=0&limit=200", { key: narrow });
    expect(body).toMatchObject({ data: [], more: true, next_after: 200, head });
  });
});
