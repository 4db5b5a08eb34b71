import type { ChatSnapshot, ThreadItem, WidgetChat } from "../state/types.ts";
import type { EventName } from "./event-names.ts";

/** Tells the page of an event. */
export type Emit = (name: EventName, detail?: unknown) => void;

const told = ({ key, body, createdAt, sender }: ThreadItem) => ({ key, text: body, createdAt, sender });
const isStored = (item: ThreadItem) => item.delivery === "sent" || item.delivery === "read";

function tellItem(item: ThreadItem, emit: Emit): void {
  if (item.type === "message") emit(item.own ? "message:sent" : "message:received", told(item));
  else if (item.type === "agent_joined") emit("agent:joined", { name: item.sender.name });
  else if (item.type === "ended" || item.type === "closed") emit("conversation:ended");
  else if (item.type === "rated") emit("rating:submitted");
}

const changes = [
  ["unread", "unread:changed"],
  ["status", "availability:changed"],
  ["connection", "connection:changed"],
  ["typing", "typing"],
] as const;

const beginnings = [
  ["contactKnown", "lead:captured"],
  ["busy", "rate:limited"],
] as const;

function tellParts(now: ChatSnapshot, last: ChatSnapshot, emit: Emit): void {
  for (const [part, name] of changes) if (now[part] !== last[part]) emit(name, now[part]);
  for (const [part, name] of beginnings) if (now[part] && !last[part]) emit(name);
}

/** Tells what a chat's snapshots change. What a thread held when it was first loaded is history, not news. */
export function observeChat(chat: Pick<WidgetChat, "snapshot" | "subscribe">, emit: Emit): () => void {
  let before = chat.snapshot;
  let known: ReadonlySet<string> | null = null;
  const written = new Set<string>();

  function tellItems({ items }: ChatSnapshot): void {
    for (const item of items) if (item.delivery === "sending") written.add(item.key);
    const stored = items.filter((item) => !item.own || isStored(item));
    if (stored.length === 0) {
      // A thread that is loaded anew, or another visitor's: what it holds is history again.
      known = null;
      return;
    }
    const isNews = (item: ThreadItem) => (known === null ? written.has(item.key) : !known.has(item.key));
    const news = stored.filter(isNews);
    if (news.length === stored.length) emit("conversation:started");
    for (const item of news) tellItem(item, emit);
    known = new Set(stored.map((item) => item.key));
  }

  return chat.subscribe(() => {
    const now = chat.snapshot;
    const last = before;
    before = now;
    if (now.items !== last.items) tellItems(now);
    tellParts(now, last, emit);
  });
}
