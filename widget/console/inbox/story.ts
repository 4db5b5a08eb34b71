import type { FeedEvent } from "../../../gateway/protocol.ts";
import type { ThreadItem } from "../../state/types.ts";

/** What only the team sees in a thread: a note to colleagues, or what was done with the conversation. */
export interface TeamEntry {
  /** `n<note_id>` or `e<event_id>`. */
  readonly key: string;
  /** UTC ISO 8601. */
  readonly at: string;
  readonly kind: "note" | "event";
  readonly text: string;
  /** Who wrote a note. */
  readonly author: string | null;
}

type NameOf = (employeeId: number | null) => string | null;

interface Told {
  readonly type: string;
  readonly data: FeedEvent["data"];
}

/** What happened in words; null for what a thread does not tell. */
export function describeEvent({ type, data }: Told, nameOf: NameOf): string | null {
  const by = nameOf(idIn(data, "by"));
  switch (type) {
    case "conversation.assigned":
      return describeAssignment(data, by, nameOf);
    case "conversation.lead_linked":
      return "Linked to its lead";
    case "conversation.contact_linked":
      return "The visitor is a customer: linked to the contact";
    case "conversation.blocked":
      return `${by ?? "The API"} blocked the visitor${data["reason"] ? `: ${String(data["reason"])}` : ""}`;
    case "conversation.unblocked":
      return `${by ?? "The API"} unblocked the visitor`;
    default:
      return null;
  }
}

function describeAssignment(data: FeedEvent["data"], by: string | null, nameOf: NameOf): string {
  const to = idIn(data, "assigned_to");
  if (to === null) return by === null ? "Assigned to nobody" : `${by} assigned this to nobody`;
  if (to === idIn(data, "by")) return `${by ?? "A former colleague"} took this conversation`;
  const name = nameOf(to) ?? "a former colleague";
  return by === null ? `Assigned to ${name}` : `${by} assigned this to ${name}`;
}

function idIn(data: FeedEvent["data"], name: string): number | null {
  const { [name]: value } = data;
  return typeof value === "number" ? value : null;
}

/**
 * One timeline of what both sides see and what the team adds, by time; of one second, what was said comes first. What the
 * team did before the first message that is loaded waits until that stretch is there.
 */
export function mergeStory(
  items: readonly ThreadItem[],
  entries: readonly TeamEntry[],
  hasEarlier: boolean,
): readonly ThreadItem[] {
  const first = items[0]?.createdAt ?? "";
  const waiting = entries.filter(({ at }) => !hasEarlier || at >= first).map(toItem);
  const merged: ThreadItem[] = [];
  let next = 0;
  for (const item of items) {
    for (
      let entry = waiting[next];
      entry !== undefined && entry.createdAt < whole(item.createdAt);
      entry = waiting[next]
    ) {
      merged.push(entry);
      next += 1;
    }
    merged.push(item);
  }
  return [...merged, ...waiting.slice(next)];
}

/** Who joined and what the visitor thought of it, in words; any other item as it is. */
export function inWords(item: ThreadItem): ThreadItem {
  if (item.type === "agent_joined") return sentence(item, `${item.sender.name ?? "Somebody"} joined`);
  if (item.type !== "rated") return item;
  const [rating, ...comment] = item.body.split("\n");
  const said = comment.join("\n").trim();
  return sentence(item, `The visitor rated this ${rating} of 5${said === "" ? "" : `: “${said}”`}`);
}

/** See `agentStrings.joined`. */
const sentence = (item: ThreadItem, text: string): ThreadItem => ({
  ...item,
  type: "agent_joined",
  sender: { ...item.sender, name: text },
});

/** Messages on their way carry milliseconds, what is stored whole seconds. */
const whole = (at: string) => at.replace(/\.\d+Z$/, "Z");

function toItem({ key, at, kind, text, author }: TeamEntry): ThreadItem {
  return {
    key,
    // The row of who joined says a name in the words that the console gives it: here the name is the whole sentence.
    type: kind === "note" ? "message" : "agent_joined",
    own: false,
    sender: { kind: "note", name: kind === "note" ? `${author ?? "Somebody"} · note` : text },
    body: text,
    createdAt: at,
    delivery: null,
    problem: null,
    suggestedActions: [],
  };
}
