import { describe, expect, test } from "vitest";
import { domain, hostOf, website } from "./website.ts";

describe("a website", () => {
  test.each([
    ["https://www.Acme.com/about?x=1", "acme.com"],
    ["acme.com", "acme.com"],
    ["acme.com:8080/shop", "acme.com"],
    ["HTTP://Shop.Acme.co.uk.", "shop.acme.co.uk"],
    ["https://müller.de", "xn--mller-kva.de"],
    ["www.com", "www.com"],
  ])("%s has the host %s", (text, host) => {
    expect(hostOf(text)).toBe(host);
  });

  test.each([
    "javascript:alert(1)",
    "javascript://acme.com/%0aalert(1)",
    "mailto:jane@acme.com",
    "https://user@acme.com",
    "localhost",
    "https://[::1]/",
    "ac me.com",
    "https://",
    "..",
  ])("%s is none", (text) => {
    expect(website.safeParse(text).success).toBe(false);
    expect(domain.safeParse(text).success).toBe(false);
  });

  test("is kept as given, with https where no scheme stands; empty text clears it", () => {
    expect(website.parse(" Acme.com/EN ")).toBe("https://Acme.com/EN");
    expect(website.parse("http://acme.com")).toBe("http://acme.com");
    expect(website.parse("  ")).toBeNull();
    expect(domain.parse("https://www.acme.com/x")).toBe("acme.com");
    expect(domain.parse("")).toBeNull();
  });
});
