import { expect, test } from "vitest";
import type { ThreadItem } from "../../state/types.ts";
import { describeEvent, inWords, mergeStory, type TeamEntry } from "./story.ts";

const names = new Map([
  [1, "Ada"],
  [2, "Ben"],
]);
const nameOf = (id: number | null) => names.get(id ?? 0) ?? null;
const at = (second: number) => `2026-03-10T14:30:${String(second).padStart(2, "0")}Z`;
const item = (key: string, createdAt: string): ThreadItem => ({
  ...{ key, createdAt, type: "message", own: false, sender: { kind: "visitor", name: null }, body: key },
  ...{ delivery: null, problem: null, suggestedActions: [] },
});
const entry = (key: string, second: number): TeamEntry => ({
  ...{ key, at: at(second), kind: "event", text: key, author: null },
});
const keys = (items: readonly ThreadItem[]) => items.map(({ key }) => key).join(" ");

test("what the team did stands among the messages by its time, after what was said in the same second", () => {
  const items = [item("m1", at(1)), item("m2", at(5)), item("own", "2026-03-10T14:30:09.250Z")];
  expect(keys(mergeStory(items, [entry("e1", 1), entry("e2", 4), entry("e3", 9), entry("e4", 20)], false))).toBe(
    "m1 e1 e2 m2 own e3 e4",
  );
  expect(keys(mergeStory([], [entry("e1", 1)], false))).toBe("e1");
});

test("what happened before the messages that are loaded waits for them", () => {
  const items = [item("m7", at(7))];
  expect(keys(mergeStory(items, [entry("e1", 1), entry("e8", 8)], true))).toBe("m7 e8");
  expect(keys(mergeStory(items, [entry("e1", 1), entry("e8", 8)], false))).toBe("e1 m7 e8");
});

test("a note shows who wrote it, and is no message of either side", () => {
  const [note] = mergeStory([], [{ key: "n1", at: at(1), kind: "note", text: "Likes tea", author: "Ada" }], false);
  expect(note).toMatchObject({ type: "message", own: false, sender: { kind: "note", name: "Ada · note" } });
});

test.each([
  [{ assigned_to: 1, by: 1 }, "Ada took this conversation"],
  [{ assigned_to: 2, by: 1 }, "Ada assigned this to Ben"],
  [{ assigned_to: 2, by: null }, "Assigned to Ben"],
  [{ assigned_to: null, by: 2 }, "Ben assigned this to nobody"],
  [{ assigned_to: 9, by: 1 }, "Ada assigned this to a former colleague"],
])("an assignment %j reads “%s”", (data, text) => {
  expect(describeEvent({ type: "conversation.assigned", data }, nameOf)).toBe(text);
});

test("a block is told with its reason, and what a thread does not tell is nothing", () => {
  const blocked = { type: "conversation.blocked", data: { by: 1, reason: "Advertises" } };
  expect(describeEvent(blocked, nameOf)).toBe("Ada blocked the visitor: Advertises");
  expect(describeEvent({ type: "conversation.unblocked", data: { by: null } }, nameOf)).toBe(
    "The API unblocked the visitor",
  );
  expect(describeEvent({ type: "conversation.message", data: {} }, nameOf)).toBeNull();
});

test("a rating is told with its comment, and who joined by name", () => {
  const rated = (body: string) => inWords({ ...item("m1", at(1)), type: "rated", body }).sender.name;
  expect(rated("4")).toBe("The visitor rated this 4 of 5");
  expect(rated("5\nQuick.\nThanks")).toBe("The visitor rated this 5 of 5: “Quick.\nThanks”");
  const joined = inWords({ ...item("m2", at(2)), type: "agent_joined", sender: { kind: "agent", name: "Ada" } });
  expect(joined.sender.name).toBe("Ada joined");
  const said = item("m3", at(3));
  expect(inWords(said)).toBe(said);
});
