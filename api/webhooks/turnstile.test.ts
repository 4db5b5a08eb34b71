import { expect, test } from "vitest";
import { createTurnstile } from "./turnstile.ts";

test("a turnstile lets so many in at a time, in the order they came, and those after one that failed", async () => {
  const inTurn = createTurnstile(2);
  const begun: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const works = gates.map(({ promise }, i) =>
    inTurn(() => {
      begun.push(i);
      return promise;
    }),
  );
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error("failed"));
  await expect(works[1]).rejects.toThrow("failed");
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.allSettled(works);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
