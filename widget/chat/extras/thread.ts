import type { ThreadItem } from "../../state/types.ts";

/** Where the card that asks for an email belongs: behind the current conversation's first automatic reply. Null: nowhere yet. */
export function cardPlace(items: readonly ThreadItem[]): string | null {
  const start = items.findLastIndex(({ type }) => type === "ended") + 1;
  const current = items.slice(start);
  const asked = current.findIndex(({ own, type }) => own && type === "message");
  if (asked < 0) return null;
  return current.slice(asked).find(({ sender, type }) => sender.kind === "bot" && type === "message")?.key ?? null;
}

/** The answers a visitor may tap: those of the newest item, when it is an automatic reply. */
export function quickReplies(items: readonly ThreadItem[]): readonly string[] {
  const last = items.at(-1);
  return last?.type === "message" && last.sender.kind === "bot" ? last.suggestedActions : [];
}

/** Whether an ended chat may still be rated: nothing was said about it since. */
export function mayRate(items: readonly ThreadItem[]): boolean {
  return items.at(-1)?.type !== "rated";
}
