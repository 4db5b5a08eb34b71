import { describe, expect, test } from "vitest";
import type { ChatSnapshot } from "../../state/types.ts";
import { asksFirst, type Circumstances, fieldsOf, isAway } from "./first.ts";

const fresh: Circumstances = { agreed: true, begun: false, known: true, contactKnown: false, away: true };
const always = { prechat: {} };
const whenAway = { prechat: { when: "offline" } } as const;
const form = { offline: "form" } as const;

describe("what comes before the first message", () => {
  test.each([
    ["nothing where nothing is wished", {}, {}, null],
    ["consent before all else", { ...always, ...form }, { agreed: false }, "consent"],
    ["the form before the chat", always, {}, "prechat"],
    ["no form for whom we can reach", always, { contactKnown: true }, null],
    ["no form in a conversation", always, { begun: true }, null],
    ["nothing yet while it is not known who this is", always, { known: false }, "wait"],
    ["nothing yet while it is not known who is there", whenAway, { away: null }, "wait"],
    ["the form of closed hours in closed hours", whenAway, {}, "prechat"],
    ["no form of closed hours while somebody is there", whenAway, { away: false }, null],
    ["the form in place of the chat", { ...always, ...form }, {}, "offline"],
    ["the form in place of the chat also for whom we can reach", form, { contactKnown: true }, "offline"],
    ["the form before the chat while somebody is there", { ...always, ...form }, { away: false }, "prechat"],
    ["the chat while somebody is there", form, { away: false }, null],
  ] as const)("is %s", (_, options, now, expected) => {
    expect(asksFirst(options, { ...fresh, ...now })).toBe(expected);
  });
});

test("away means outside the business hours, or nobody signed in", () => {
  const at = (status: string, open: boolean) =>
    isAway({ status, team: { business_hours: { open } }, connection: "online" } as ChatSnapshot, false);
  expect([at("online", true), at("away", true), at("online", false), at("offline", true)]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test("who cannot ask whether somebody is there may write", () => {
  const unknown = (connection: ChatSnapshot["connection"], silent: boolean) =>
    isAway({ status: "offline", team: null, connection } as ChatSnapshot, silent);
  expect(unknown("connecting", false)).toBeNull();
  expect(unknown("offline", false)).toBe(false);
  expect(unknown("idle", true)).toBe(false);
});

describe("the fields of the form before the chat", () => {
  const usual = [
    { name: "name", required: false },
    { name: "email", required: true },
  ];
  const read = (prechat: unknown) => {
    const warnings: string[] = [];
    return { fields: fieldsOf(prechat, (message) => warnings.push(message)), warnings };
  };

  test("stand in the page's order; an email or phone is waited for unless the page says otherwise", () => {
    const given = ["company", { name: "phone" }, { name: "email", required: false }, { name: "name", required: true }];
    expect(read({ fields: given })).toEqual({
      fields: [
        { name: "company", required: false },
        { name: "phone", required: true },
        { name: "email", required: false },
        { name: "name", required: true },
      ],
      warnings: [],
    });
    expect(read({ when: "offline" })).toEqual({ fields: usual, warnings: [] });
  });

  test.each([
    { fields: "name" },
    { fields: [] },
    { fields: ["name", "constructor"] },
    { fields: ["email", "email"] },
    { fields: [null] },
    { when: "sometimes" },
    [],
  ])("are the usual ones, with one warning, where the page says %j", (given) => {
    const { fields, warnings } = read(given);
    const isList = Array.isArray(given);
    expect(fields).toEqual(usual);
    expect(warnings).toEqual(isList ? [] : ['option "prechat" is not valid.']);
  });
});
