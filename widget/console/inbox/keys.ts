export type InboxAct = "next" | "previous" | "search" | "reply" | "note" | "take" | "finish" | "leave";

const acts: Readonly<Record<string, InboxAct>> = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  "/": "search",
  r: "reply",
  n: "note",
  a: "take",
  e: "finish",
  Escape: "leave",
};

/** What a key press on the inbox asks for; null where it belongs to a text field, a menu or the browser. */
export function inboxKey(event: KeyboardEvent): InboxAct | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const act = acts[event.key] ?? null;
  if (act === "leave") return act;
  const path = event.composedPath().filter((node) => node instanceof HTMLElement);
  const typing = path.some((node) => node.matches("input, textarea, select, [contenteditable], [popover]"));
  // Arrows scroll the thread while it has the focus.
  const scrolling =
    event.key.startsWith("Arrow") && path.some((node) => node.matches("valethon-messages, [role=tablist]"));
  return typing || scrolling ? null : act;
}
