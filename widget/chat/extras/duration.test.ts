import { expect, test } from "vitest";
import { momentIn } from "./duration.ts";

const now = new Date(2026, 2, 10, 18, 0).getTime();
const at = (day: number, hour: number) => new Date(2026, 2, day, hour, 30).toISOString();

test.each([
  ["en-GB", at(10, 20), /^20:30$/],
  ["en-GB", at(11, 9), /^Wed,? 09:30$/],
  ["en-US", at(11, 9), /^Wed,? 09:30 AM$/],
  ["de", at(11, 9), /^Mi\.?,? 09:30$/],
  ["en-GB", at(18, 9), /^Wed,? 18 Mar,? 09:30$/],
])("in %s the team is back %s: %s", (locale, iso, text) => {
  expect(momentIn(locale, iso, now)).toMatch(text);
});
