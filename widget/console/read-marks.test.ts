import { expect, test } from "vitest";
import type { Refusal } from "../../gateway/protocol.ts";
import { ReadMarks } from "./read-marks.ts";

const refusal = (code: Refusal["code"]): Refusal => ({ ok: false, code, message: code });

test("what was read while the connection was away is told once it is back, and only once", async () => {
  const told: string[] = [];
  let online = false;
  const marks = new ReadMarks(async (id, seq) => {
    told.push(`${id}:${seq}`);
    return online ? { ok: true } : refusal("UNAVAILABLE");
  });
  await marks.mark(1, 5);
  await marks.mark(1, 7);
  await marks.mark(2, 3);
  online = true;
  told.length = 0;
  marks.retry();
  expect(told).toEqual(["1:7", "2:3"]);
  await Promise.resolve();
  await Promise.resolve();
  marks.retry();
  expect(told).toEqual(["1:7", "2:3"]);
});

test("a mark that the server refuses for good is not told again", async () => {
  let calls = 0;
  const marks = new ReadMarks(async () => {
    calls += 1;
    return refusal("FORBIDDEN");
  });
  await marks.mark(1, 5);
  marks.retry();
  expect(calls).toBe(1);
});
