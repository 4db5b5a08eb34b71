import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { seal, unseal } from "./sealed.ts";

const key = randomBytes(32);

test("a sealed secret opens where it was sealed for", () => {
  expect(unseal(key, seal(key, "vis_schön", "row 1"), "row 1")).toBe("vis_schön");
});

test("sealing the same secret twice tells nobody that it is the same", () => {
  expect(seal(key, "vis_same", "row 1")).not.toBe(seal(key, "vis_same", "row 1"));
});

test("it opens in no other place and with no other key", () => {
  const sealed = seal(key, "vis_secret", "row 1");
  expect(sealed).not.toContain(Buffer.from("vis_secret").toString("base64url"));
  expect(unseal(key, sealed, "row 2")).toBeNull();
  expect(unseal(randomBytes(32), sealed, "row 1")).toBeNull();
});

test("one that was changed, cut or made up does not open", () => {
  const sealed = seal(key, "vis_secret", "row 1");
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = sealed.slice(0, index) + (sealed[index] === "A" ? "B" : "A") + sealed.slice(index + 1);
    // The last character holds bits that no byte needs.
    if (Buffer.from(changed, "base64url").equals(Buffer.from(sealed, "base64url"))) continue;
    expect(unseal(key, changed, "row 1")).toBeNull();
  }
  for (const text of ["", "short", sealed.slice(0, 37), sealed.slice(0, -4)]) {
    expect(unseal(key, text, "row 1")).toBeNull();
  }
});
