import { describe, expect, test } from "vitest";
import { originAllowed, parseAllowedOrigin } from "./origins.ts";

describe("which origins a key allows", () => {
  const exact = ["https://www.example.com"];
  const ported = ["http://localhost:3000"];
  const wild = ["https://*.example.com"];
  const rows: [string[], string | null, boolean][] = [
    [[], "https://anything.example", true],
    [[], "null", true],
    [[], null, true],
    [exact, "https://www.example.com", true],
    [exact, "http://www.example.com", false],
    [exact, "https://www.example.com:8443", false],
    [exact, "https://example.com", false],
    [exact, "https://www.example.com.evil.test", false],
    [exact, "https://www.example.com@evil.test", false],
    [exact, "https://evil.test/https://www.example.com", false],
    [exact, "null", false],
    [exact, null, false],
    [exact, "", false],
    [exact, "rubbish", false],
    [ported, "http://localhost:3000", true],
    [ported, "http://localhost:3001", false],
    [ported, "http://localhost", false],
    [wild, "https://shop.example.com", true],
    [wild, "https://a.b.example.com", true],
    [wild, "https://example.com", false],
    [wild, "https://.example.com", false],
    [wild, "https://notexample.com", false],
    [wild, "http://shop.example.com", false],
    [wild, "https://shop.example.com:8443", false],
    [wild, "https://shop.example.com.evil.test", false],
    [wild, "https://*.example.com", false],
    [["https://*.example.com:8443"], "https://shop.example.com:8443", true],
    [["https://a.test", "https://b.test"], "https://b.test", true],
  ];
  test.each(rows)("%j and %s: %s", (allowed, origin, expected) => {
    expect(originAllowed(allowed, origin)).toBe(expected);
  });
});

describe("what a key may list", () => {
  test.each([
    ["https://www.example.com", "https://www.example.com"],
    [" HTTPS://WWW.Example.COM/ ", "https://www.example.com"],
    ["https://example.com:443", "https://example.com"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["https://*.example.com", "https://*.example.com"],
    ["https://*.Example.com:8443", "https://*.example.com:8443"],
    ["example.com", null],
    ["https://example.com/shop", null],
    ["https://example.com?x", null],
    ["https://user@example.com", null],
    ["https://*.com", null],
    ["https://*", null],
    ["*", null],
    ["http://*.example.com", null],
    ["https://shop.*.com", null],
    ["https://*.*.example.com", null],
    ["https://*.192.0.2.1", null],
    ["ftp://example.com", null],
    ["null", null],
    ["", null],
  ])("%s is stored as %s", (text, expected) => {
    expect(parseAllowedOrigin(text)).toBe(expected);
  });
});
