import { expect, test } from "vitest";
import type { Ask } from "./ask.ts";
import { createReports } from "./reports.ts";

/** A server behind a network that comes and goes. */
function bench() {
  const told: unknown[] = [];
  const bench = { code: "UNAVAILABLE" as string | null, visitor: 0, told, comesBack: () => {} };
  const ask = (async (path: string, body: object) => {
    if (bench.code !== null) return { ok: false, code: bench.code, message: "No.", retry_after: 1 };
    told.push([path, body]);
    return { ok: true, value: {} };
  }) as unknown as Ask;
  const reports = createReports({
    ask,
    visitor: () => bench.visitor,
    onReturn(listener) {
      bench.comesBack = listener;
      return () => {
        bench.comesBack = () => {};
      };
    },
  });
  const comeBack = async () => {
    bench.code = null;
    bench.comesBack();
    await new Promise(setImmediate);
    return told;
  };
  return Object.assign(bench, { reports, comeBack });
}

test.each(["UNAVAILABLE", "NOT_FOUND"])(
  "what could not be told (%s) is told once the server is back, attributes as they are by then",
  async (code) => {
    const { reports, comeBack } = Object.assign(bench(), { code });
    expect(await reports.tell("attributes", { attributes: { plan: "free", seats: 1 } })).toMatchObject({ ok: true });
    expect(await reports.tell("track", { event: "Looked" })).toMatchObject({ ok: true });
    await reports.tell("attributes", { attributes: { plan: "business" } });
    await reports.tell("track", { event: "Bought" });
    const all = [
      ["attributes", { attributes: { plan: "business", seats: 1 } }],
      ["track", { event: "Looked" }],
      ["track", { event: "Bought" }],
    ];
    expect(await comeBack()).toEqual(all);
    expect(await comeBack()).toEqual(all);
  },
);

test("of what happened meanwhile the newest 20 are told, and they are kept until they are", async () => {
  const { reports, comesBack, comeBack } = bench();
  for (const event of Array.from({ length: 25 }, (_, index) => `Event ${index}`))
    await reports.tell("track", { event });
  comesBack();
  await new Promise(setImmediate);
  const told = await comeBack();
  expect(told).toHaveLength(20);
  expect([told[0], told.at(-1)]).toEqual([
    ["track", { event: "Event 5" }],
    ["track", { event: "Event 24" }],
  ]);
});

test("what was said of one visitor is not told of the next, and nothing after the chat has stopped", async () => {
  const next = bench();
  await next.reports.tell("track", { event: "Looked" });
  next.visitor += 1;
  expect(await next.comeBack()).toEqual([]);
  const stopped = bench();
  await stopped.reports.tell("track", { event: "Looked" });
  stopped.reports.stop();
  expect(await stopped.comeBack()).toEqual([]);
});

test("what the server refuses is the page's to hear, and is not tried again", async () => {
  const page = Object.assign(bench(), { code: "VALIDATION_ERROR" });
  expect(await page.reports.tell("track", { event: "" })).toMatchObject({ ok: false, code: "VALIDATION_ERROR" });
  expect(await page.comeBack()).toEqual([]);
});
