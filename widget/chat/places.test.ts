import { describe, expect, test } from "vitest";
import { isShownOn } from "./places.ts";

describe("the pages with the chat", () => {
  test.each([
    ["/", {}, true],
    ["/shop/shoes", { show: ["/shop/*"] }, true],
    ["/shop/", { show: ["/shop/*"] }, true],
    ["/shop", { show: ["/shop/*"] }, false],
    ["/shop/shoes/red", { show: ["/shop/*"] }, false],
    ["/shop/shoes/red", { show: ["/shop/**"] }, true],
    ["/shop/cart", { show: ["/shop/**"], hide: ["/shop/cart"] }, false],
    ["/blog", { hide: ["/shop/**"] }, true],
    ["/blog", { show: [] }, false],
    ["/a.html", { show: ["/a.html"] }, true],
    ["/aXhtml", { show: ["/a.html"] }, false],
    ["/(new)/[x]+$", { show: ["/(new)/[x]+$"] }, true],
    ["/de/shop", { show: ["/*/shop", "/shop"] }, true],
  ] as const)("%s with %j: %s", (path, pages, shown) => {
    expect(isShownOn(path, pages)).toBe(shown);
  });

  test.each([
    7,
    "text",
    [],
    { show: 7 },
    { hide: null },
    { show: "/blog" },
    { hide: [null, {}, Symbol.iterator.description] },
  ])("whatever a page gives in place of them (%j) breaks nothing", (pages) => {
    expect(typeof isShownOn("/blog", pages as object)).toBe("boolean");
  });

  test("a glob that means trouble takes no time", () => {
    const path = `/${"a".repeat(5_000)}`;
    expect(isShownOn(path, { show: [`/${"*a".repeat(30)}b`] })).toBe(false);
  });
});
