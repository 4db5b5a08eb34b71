import { expect, test } from "vitest";
import { createBoundedCache } from "./bounded-cache.ts";

function counted(size: number) {
  let made = 0;
  return {
    make: async () => {
      made += 1;
      return Buffer.alloc(size);
    },
    made: () => made,
  };
}

test("whoever asks at the same time, and whoever asks later, gets what was made once", async () => {
  const cache = createBoundedCache({ entries: 10, bytes: 1000 });
  const { make, made } = counted(1);
  const [one, other] = await Promise.all([cache.get("a", make), cache.get("a", make)]);
  expect(one).toBe(other);
  expect(await cache.get("a", make)).toBe(one);
  expect(made()).toBe(1);
});

test("what failed is tried again by the next", async () => {
  const cache = createBoundedCache({ entries: 10, bytes: 1000 });
  await expect(cache.get("a", () => Promise.reject(new Error("no memory")))).rejects.toThrow("no memory");
  expect(await cache.get("a", counted(3).make)).toHaveLength(3);
});

test.each([
  ["entries", { entries: 2, bytes: 1000 }],
  ["bytes", { entries: 10, bytes: 250 }],
])("beyond the bound of %s, what was asked for longest ago makes room", async (_bound, most) => {
  const cache = createBoundedCache(most);
  const [a, b, c] = [counted(100), counted(100), counted(100)];
  await cache.get("a", a.make);
  await cache.get("b", b.make);
  await cache.get("a", a.make);
  await cache.get("c", c.make);
  await cache.get("a", a.make);
  expect([a.made(), b.made()]).toEqual([1, 1]);
  await cache.get("b", b.make);
  expect(b.made()).toBe(2);
});

test("what is larger than everything may be is answered and not kept", async () => {
  const cache = createBoundedCache({ entries: 10, bytes: 100 });
  const { make, made } = counted(101);
  expect(await cache.get("a", make)).toHaveLength(101);
  await cache.get("a", make);
  expect(made()).toBe(2);
});
