import { expect, test } from "vitest";
import { isKeyPage, type ScoreFacts, scoreLead } from "./score.ts";

const nothing: ScoreFacts = {
  email: false,
  business_domain: false,
  phone: false,
  key_page: false,
  three_pages: false,
  returning: false,
  agent_replied: false,
  offline_form: false,
  company: false,
};

test("R15: nothing known is 0, everything known is 100", () => {
  const everything = Object.fromEntries(Object.keys(nothing).map((reason) => [reason, true])) as ScoreFacts;
  expect(scoreLead(nothing)).toEqual({ score: 0, breakdown: [] });
  expect(scoreLead(everything).score).toBe(100);
});

test.each([
  ["email", 20],
  ["business_domain", 10],
  ["phone", 10],
  ["key_page", 15],
  ["three_pages", 5],
  ["returning", 10],
  ["agent_replied", 10],
  ["offline_form", 10],
  ["company", 10],
] as const)("R15: %s is worth %i and says so", (reason, points) => {
  const { score, breakdown } = scoreLead({ ...nothing, [reason]: true });
  expect(score).toBe(points);
  expect(breakdown).toEqual([{ reason, label: expect.any(String), points }]);
});

test.each([
  ["https://a.example/pricing", true],
  ["https://a.example/en/Contact-us.html", true],
  ["https://a.example/company/contacting-aliens", false],
  ["https://a.example/blog?next=/pricing", false],
  ["https://a.example/", false],
])("R15: %s as a page that shows intent: %s", (page, expected) => {
  expect(isKeyPage(page)).toBe(expected);
});
