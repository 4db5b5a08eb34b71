import { expect, test } from "vitest";
import { safeHref, shortAddress } from "./web-address.ts";

test.each(["javascript:alert(1)", "data:text/html,x", "not an address", "", null, undefined])(
  "%j is never a link",
  (address) => {
    expect(safeHref(address)).toBeNull();
  },
);

test("an address is shown short, and linked whole", () => {
  expect(shortAddress("https://www.example.com/pricing?plan=pro")).toBe("example.com/pricing");
  expect(shortAddress("https://example.com/")).toBe("example.com");
  expect(shortAddress("about:blank")).toBe("about:blank");
  expect(safeHref("https://example.com/pricing?plan=pro")).toBe("https://example.com/pricing?plan=pro");
});
