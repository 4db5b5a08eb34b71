import { expect, test } from "vitest";
import { domain, hostOf, website } from "./website.ts";

test.each([
  ["example.com", "https://example.com"],
  ["//example.com/de", "https://example.com/de"],
  ["http://example.com", "http://example.com"],
  [" https://bücher.example ", "https://bücher.example"],
  ["", null],
  [null, null],
])("the website %j is kept as %j", (given, kept) => {
  expect(website.parse(given)).toBe(kept);
});

test.each([
  ["WWW.Example.com.", "example.com"],
  ["https://bücher.example/a?b", "xn--bcher-kva.example"],
  ["//example.com", "example.com"],
  ["www.com", "www.com"],
])("the domain %j is kept as %j", (given, kept) => {
  expect(domain.parse(given)).toBe(kept);
});

test.each([
  "*.example.com",
  "example",
  "[::1]",
  "ftp://example.com",
  "https://user@example.com",
  "a b.example",
  "https:",
])("%j has no domain", (text) => {
  expect(hostOf(text)).toBeNull();
  expect(website.safeParse(text).success).toBe(false);
});
