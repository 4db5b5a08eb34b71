import { parseOptions } from "@node-rs/argon2";
import { expect, test } from "vitest";
import { createPasswords } from "./passwords.ts";

test("a password is checked against its hash, and the hash says how it was made", async () => {
  const passwords = createPasswords();
  const hash = await passwords.hash("kelp-otter-violin");
  expect(hash).toMatch(/^\$argon2id\$/);
  expect(parseOptions(hash)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect(await passwords.verify(hash, "kelp-otter-violin")).toBe(true);
  expect(await passwords.verify(hash, "kelp-otter-violins")).toBe(false);
  expect(await passwords.hash("kelp-otter-violin")).not.toBe(hash);
});

test("nobody's password is never right", async () => {
  expect(await createPasswords().verify(null, "kelp-otter-violin")).toBe(false);
});
