import { expect, test } from "vitest";
import { fillReply, findReplies, firstGap, firstName, insertReply, slashQuery } from "./canned.ts";

const values = {
  "visitor.name": "Wanda Quartz",
  "visitor.first_name": "Wanda",
  "agent.name": "Ada",
  "company.name": null,
} as const;

test("a slash that begins a word at the text's end asks for a reply, an address and a date do not", () => {
  expect(slashQuery("/")).toBe("");
  expect(slashQuery("Hello /Ho")).toBe("ho");
  expect(slashQuery("line\n/hours-2")).toBe("hours-2");
  expect(slashQuery("https://shop.example")).toBeNull();
  expect(slashQuery("and/or")).toBeNull();
  expect(slashQuery("/hours please")).toBeNull();
});

test("what is inserted takes the place of what was typed to find it, and of nothing else", () => {
  expect(insertReply("1/2 of it. /ho", "We open at 9.")).toBe("1/2 of it. We open at 9.");
});

test("places are filled; what is not known asks to be written over, the first one first", () => {
  const text = fillReply("Hi {{visitor.first_name}}, {{ agent.name }} of {{company.name}} here. {{other}}", values);
  expect(text).toBe("Hi Wanda, Ada of [company] here. {{other}}");
  expect(firstGap(text)).toEqual({ text: "[company]", start: 17, end: 26 });
  expect(firstGap("Hi Wanda")).toBeNull();
  expect(fillReply("{{visitor.name}}", { ...values, "visitor.name": "$& {{agent.name}}" })).toBe("$& {{agent.name}}");
});

test("a shortcut that begins with what is looked for stands before what only holds it", () => {
  const replies = [
    { shortcut: "shop-hours", title: "Shop" },
    { shortcut: "hours", title: "Opening" },
    { shortcut: "bye", title: "After Hours" },
    { shortcut: "hello", title: "Hello" },
  ];
  expect(findReplies(replies, "hour").map(({ shortcut }) => shortcut)).toEqual(["hours", "shop-hours", "bye"]);
  expect(findReplies(replies, "")).toHaveLength(4);
});

test("the first name is the first word of a name", () => {
  expect([firstName(" Wanda  Quartz "), firstName(""), firstName(null)]).toEqual(["Wanda", null, null]);
});
