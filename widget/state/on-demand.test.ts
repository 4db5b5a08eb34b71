import { expect, test } from "vitest";
import { createOnDemand } from "./on-demand.ts";

test("is fetched once, at the first use, and a failed fetch is tried again by the next", async () => {
  let fetches = 0;
  const late = createOnDemand(async () => {
    fetches += 1;
    if (fetches === 1) throw new Error("offline");
    return { double: (value: number) => value * 2 };
  });
  expect(fetches).toBe(0);
  expect(await late.use(({ double }) => double(1))).toBeUndefined();
  expect(await Promise.all([late.use(({ double }) => double(2)), late.use(({ double }) => double(3))])).toEqual([4, 6]);
  expect(fetches).toBe(2);
});

test("what ended is used no more, and what was never used is not fetched to be ended", async () => {
  let fetches = 0;
  const late = createOnDemand(async () => {
    fetches += 1;
    return "thing";
  });
  late.end(() => expect.unreachable());
  expect(await late.use((thing) => thing)).toBeUndefined();
  expect(fetches).toBe(0);
});
