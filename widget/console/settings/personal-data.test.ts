import { expect, test } from "vitest";
import { countsText, selectorOf } from "./personal-data.ts";

const nothing = {
  ...{ leads: 0, contacts: 0, activities: 0, notes: 0, conversations: 0, messages: 0 },
  ...{ sessions: 0, identities: 0, events: 0 },
};

test.each([
  [{ leads: 1 }, "is 1 lead"],
  [{ leads: 2, notes: 1 }, "are 2 leads and 1 note"],
  [{ contacts: 1, conversations: 3, messages: 12 }, "is 1 contact, 3 conversations, and 12 messages"],
  [{ events: 4 }, "are traces in the log only"],
])("what is kept of a person is told in words: %j", (some, text) => {
  expect(countsText({ ...nothing, ...some })).toBe(text);
});

test("an email has an @, everything else is a phone", () => {
  expect(selectorOf("jane@company.com")).toEqual({ email: "jane@company.com" });
  expect(selectorOf("+1 555 9876")).toEqual({ phone: "+1 555 9876" });
});
