import { describe, expect, test } from "vitest";
import type { Attribution, TrailPage } from "./attribution.schema.ts";
import { stripUrl, withPage, withTouch } from "./attribution.ts";

const at = "2026-03-10T14:30:00Z";

describe("R11: what an address gives away is stripped before it is stored", () => {
  test.each([
    ["https://a.example/p?token=abc&x=1", "https://a.example/p?x=1"],
    ["https://a.example/p?api_key=abc", "https://a.example/p"],
    ["https://a.example/p?resetPassword=abc&y=2", "https://a.example/p?y=2"],
    ["https://a.example/p?SESSION=abc&code=12&email=jo%40a.example", "https://a.example/p"],
    ["https://a.example/p?who=jo%40a.example&z=3", "https://a.example/p?z=3"],
    ["https://a.example/p?next=%2Freset%3Ftoken%3Dabc", "https://a.example/p"],
    ["https://a.example/p?next=%252Freset%253Ftoken%253Dabc", "https://a.example/p"],
    ["https://a.example/p?keyword=printer", "https://a.example/p?keyword=printer"],
    ["https://a.example/p#access_token=abc", "https://a.example/p"],
    ["https://jo:pw@a.example/p", "https://a.example/p"],
    ["javascript:alert(1)", null],
    ["about:blank", null],
    ["", null],
    ["not an address", null],
  ])("%s is stored as %s", (given, stored) => {
    expect(stripUrl(given)).toBe(stored);
  });

  test("an endless query is dropped, the page stays", () => {
    expect(stripUrl(`https://a.example/p?x=${"y".repeat(5000)}`)).toBe("https://a.example/p");
  });
});

describe("R11: first and last touch", () => {
  const landing = {
    page_url: "https://a.example/?utm_source=news&utm_campaign=spring",
    referrer: "https://search.example/",
  };
  const first = withTouch({}, landing, at);

  test("the first act makes both touches, with its UTM values", () => {
    expect(first.first).toMatchObject({
      landing_url: "https://a.example/?utm_source=news&utm_campaign=spring",
      referrer: "https://search.example/",
      utm_source: "news",
      utm_campaign: "spring",
      utm_medium: null,
      at,
    });
    expect(first.last).toMatchObject({ page_url: first.first?.landing_url, utm_source: "news" });
  });

  test("a later touch leaves the first as it was", () => {
    const later = "2026-03-11T08:00:00Z";
    const next = withTouch(first, { page_url: "https://a.example/pricing", page_title: " Pricing " }, later);
    expect(next.first).toEqual(first.first);
    expect(next.last).toMatchObject({ page_url: "https://a.example/pricing", title: "Pricing", at: later });
  });

  test("an act on the same page keeps the title and referrer that it does not tell", () => {
    const seen = withTouch({}, { ...landing, page_title: "News" }, at);
    const said = withTouch(seen, { page_url: landing.page_url }, "2026-03-10T14:40:00Z");
    expect(said.last).toEqual({ ...seen.last, at: "2026-03-10T14:40:00Z" });
    const elsewhere = withTouch(seen, { page_url: "https://a.example/pricing" }, "2026-03-10T14:50:00Z");
    expect(elsewhere.last).toMatchObject({ title: null, referrer: null });
  });

  test("an act without a page still has a first touch and changes no later one", () => {
    const unknown: Attribution = withTouch({}, {}, at);
    expect(unknown.first).toMatchObject({ landing_url: null, at });
    expect(withTouch(first, {}, "2026-03-12T00:00:00Z")).toBe(first);
  });
});

describe("R12: the page trail", () => {
  const page = (minute: number, path = `/${minute}`): TrailPage => ({
    page_url: `https://a.example${path}`,
    page_title: null,
    at: new Date(Date.parse(at) + minute * 60_000).toISOString(),
  });

  test("holds the 50 newest pages", () => {
    let trail: readonly TrailPage[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      trail = withPage(trail, { page_url: page(minute).page_url }, page(minute).at) ?? trail;
    }
    expect(trail).toHaveLength(50);
    expect(trail[0]?.page_url).toBe("https://a.example/10");
  });

  test("forgets pages after 30 days", () => {
    const trail = withPage([page(0)], { page_url: "https://a.example/new" }, page(31 * 24 * 60).at);
    expect(trail?.map((one) => one.page_url)).toEqual(["https://a.example/new"]);
  });

  test("is written at most once per 2 s, and a reload is no new page", () => {
    expect(withPage([page(0)], { page_url: "https://a.example/x" }, page(0).at)).toBeNull();
    expect(withPage([page(0, "/a")], { page_url: "https://a.example/a" }, page(1).at)).toHaveLength(1);
  });

  test("stores nothing for what is no web page", () => {
    expect(withPage([], { page_url: "file:///home/jo/x.html" }, at)).toBeNull();
  });
});
