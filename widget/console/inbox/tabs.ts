import type { ConversationRow } from "../records.ts";

export const inboxTabs = [
  { key: "open", label: "Open" },
  { key: "mine", label: "Mine" },
  { key: "unassigned", label: "Unassigned" },
  { key: "closed", label: "Closed" },
] as const;
export type InboxTab = (typeof inboxTabs)[number]["key"];

type Rows = ReadonlyMap<number, ConversationRow>;

/** Reads `?tab=`; open when it is absent or unknown. */
export function readTab(query: URLSearchParams): InboxTab {
  return inboxTabs.find((tab) => tab.key === query.get("tab"))?.key ?? "open";
}

/** The address of a conversation, or of the list, in a tab. */
export function inboxHref(tab: InboxTab, conversationId: number | null): string {
  const path = conversationId === null ? "/crm/inbox" : `/crm/inbox/${conversationId}`;
  return tab === "open" ? path : `${path}?tab=${tab}`;
}

/** Whether a conversation stands in a tab, seen by the employee with the id `me`. */
export function isInTab(row: ConversationRow, tab: InboxTab, me: number): boolean {
  if (tab === "closed") return row.status !== "open";
  if (row.status !== "open") return false;
  if (tab === "mine") return row.assigned_to === me;
  return tab === "open" || row.assigned_to === null;
}

/** What stands first: a visitor who asks for a person, and what this employee was called to. */
export function isRaised(row: ConversationRow, raised: ReadonlySet<number>): boolean {
  return row.status === "open" && (row.wants_person || raised.has(row.conversation_id));
}

/** The rows of a tab: those that are raised, then the others, each the latest message first. */
export function rowsOfTab(
  rows: Rows,
  tab: InboxTab,
  me: number,
  raised: ReadonlySet<number>,
): readonly ConversationRow[] {
  const rank = (row: ConversationRow) => (isRaised(row, raised) ? 0 : 1);
  return [...rows.values()]
    .filter((row) => isInTab(row, tab, me))
    .sort((one, other) => rank(one) - rank(other) || byLatest(one, other));
}

export function byLatest(one: ConversationRow, other: ConversationRow): number {
  const latest = lastActive(other).localeCompare(lastActive(one));
  return latest === 0 ? other.conversation_id - one.conversation_id : latest;
}

/** How many conversations each tab holds; the closed ones are counted by the server. */
export function countTabs(rows: Rows, closedTotal: number, me: number): Readonly<Record<InboxTab, number>> {
  const counts = { open: 0, mine: 0, unassigned: 0, closed: closedTotal };
  for (const row of rows.values()) {
    if (row.status !== "open") continue;
    counts.open += 1;
    if (row.assigned_to === me) counts.mine += 1;
    if (row.assigned_to === null) counts.unassigned += 1;
  }
  return counts;
}

/** How many open conversations wait for an answer: the number in the browser's tab. */
export function countWaiting(rows: Rows): number {
  let waiting = 0;
  for (const row of rows.values()) if (row.status === "open" && row.waiting_since !== null) waiting += 1;
  return waiting;
}

/** The visitor's name, however much is known. */
export function nameOfVisitor(row: Pick<ConversationRow, "visitor_name" | "contact">): string {
  return row.visitor_name || row.contact.name || row.contact.email || "Visitor";
}

function lastActive(row: ConversationRow): string {
  return row.last_message_at ?? row.created_at;
}
