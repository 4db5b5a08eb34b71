import { expect, test } from "vitest";
import type { WidgetStatus } from "../../../api/conversations/widget-status.schema.ts";
import type { ThreadItem } from "../../state/types.ts";
import { facesOf, initialsOf } from "./faces.ts";

const by = (kind: ThreadItem["sender"]["kind"], name: string | null) => ({ sender: { kind, name } }) as ThreadItem;
const team = { agents: [{ name: "Ada" }, { name: "Ben" }, { name: "Cy" }] } as unknown as WidgetStatus;

test("whoever answered in this conversation comes first, the last of them in front", () => {
  const items = [by("agent", "Cy"), by("visitor", null), by("bot", "Valethon"), by("agent", "Dee"), by("agent", "Cy")];
  expect(facesOf({ items, team, status: "online" })).toEqual(["Cy", "Dee", "Ada"]);
  expect(facesOf({ items: [], team, status: "online" })).toEqual(["Ada", "Ben", "Cy"]);
});

test("nobody is shown who is not there", () => {
  expect(facesOf({ items: [by("agent", "Cy")], team, status: "away" })).toEqual([]);
  expect(facesOf({ items: [], team: null, status: "online" })).toEqual([]);
});

test("initials are those of the first and last word", () => {
  expect(["Olive Owner", "ada", " Ana Maria  Silva ", "山田 太郎", "", "𝒜lex"].map(initialsOf)).toEqual([
    "OO",
    "A",
    "AS",
    "山太",
    "",
    "𝒜",
  ]);
});
