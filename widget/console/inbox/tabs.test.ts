import { describe, expect, test } from "vitest";
import type { ConversationRow } from "../records.ts";
import { countTabs, countWaiting, inboxHref, nameOfVisitor, readTab, rowsOfTab } from "./tabs.ts";

const me = 1;
const nobody = { email: null, name: null, phone: null, company: null };

function row(conversation_id: number, more: Partial<ConversationRow> = {}): ConversationRow {
  return {
    conversation_id,
    status: "open",
    assigned_to: null,
    waiting_since: null,
    visitor_name: null,
    contact: nobody,
    last_message_at: `2026-03-10T14:3${conversation_id}:00Z`,
    created_at: "2026-03-10T14:00:00Z",
    ...more,
  } as ConversationRow;
}

const rows = new Map(
  [
    row(1),
    row(2, { assigned_to: me, waiting_since: "2026-03-10T14:32:00Z" }),
    row(3, { assigned_to: 9 }),
    row(4, { status: "closed", waiting_since: "2026-03-10T14:32:00Z" }),
    row(5, { status: "ended", assigned_to: me }),
  ].map((one) => [one.conversation_id, one]),
);
const idsOf = (shown: readonly ConversationRow[]) => shown.map((one) => one.conversation_id);
const ids = (tab: Parameters<typeof rowsOfTab>[1]) => idsOf(rowsOfTab(rows, tab, me, new Set()));

describe("tabs of the inbox", () => {
  test("each conversation stands where it belongs, the latest first", () => {
    expect(ids("open")).toEqual([3, 2, 1]);
    expect(ids("mine")).toEqual([2]);
    expect(ids("unassigned")).toEqual([1]);
    expect(ids("closed")).toEqual([5, 4]);
  });
  test("who asks for a person stands first while it is open, then what the employee was called to by its time", () => {
    const asking = new Map(rows);
    for (const id of [1, 4]) asking.set(id, { ...(rows.get(id) as ConversationRow), wants_person: true });
    const shown = (tab: Parameters<typeof rowsOfTab>[1], ...raised: number[]) =>
      idsOf(rowsOfTab(asking, tab, me, new Set(raised)));
    expect(shown("open")).toEqual([1, 3, 2]);
    expect(shown("open", 2)).toEqual([2, 1, 3]);
    expect(shown("closed")).toEqual([5, 4]);
  });
  test("the counts are those of the lists; closed ones are counted by the server", () => {
    expect(countTabs(rows, 40, me)).toEqual({ open: 3, mine: 1, unassigned: 1, closed: 40 });
  });
  test("only open conversations wait", () => {
    expect(countWaiting(rows)).toBe(1);
  });
  test("tab and conversation stand in the address, the usual tab does not", () => {
    expect(inboxHref("open", 7)).toBe("/crm/inbox/7");
    expect(inboxHref("mine", null)).toBe("/crm/inbox?tab=mine");
    expect(readTab(new URLSearchParams("tab=mine"))).toBe("mine");
    expect(readTab(new URLSearchParams("tab=nonsense"))).toBe("open");
  });
  test("a visitor is called by what is known", () => {
    expect(nameOfVisitor(row(1, { visitor_name: "Maya" }))).toBe("Maya");
    expect(nameOfVisitor(row(1, { contact: { ...nobody, email: "m@example.com" } }))).toBe("m@example.com");
    expect(nameOfVisitor(row(1))).toBe("Visitor");
  });
});
