import { unsentName } from "../state/remembered.ts";

/** What chat.js may look at before the visitor acts; a sandboxed frame throws on the mere mention of storage. */
function read(storage: () => Storage, name: string): string | null {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
}

/** Whether this browser holds a session or an unsent message: then the visitor has acted before (widget.md). */
export function hasActed(name: string): boolean {
  try {
    const isUnsent = (key: string) => key.startsWith(unsentName(name));
    return /"session_id":"/.test(localStorage.getItem(name) ?? "") || Object.keys(localStorage).some(isUnsent);
  } catch {
    return false;
  }
}

/** Whether the visitor last opened or closed the chat in this tab's session; null: neither. */
export function lastPanelState(name: string): "open" | "closed" | null {
  return read(() => sessionStorage, name) as "open" | "closed" | null;
}

/** Called after the visitor's own act only. */
export function keepPanelState(name: string, state: "open" | "closed"): void {
  try {
    sessionStorage.setItem(name, state);
  } catch {
    // Without storage a chat starts closed on each page.
  }
}
