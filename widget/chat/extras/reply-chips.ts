import { html, nothing, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import type { ExtrasHost } from "./host.ts";
import { quickReplies } from "./thread.ts";

/** The answers that the visitor may tap. `act` does what a button says. */
export function replyChips(
  { chat }: ExtrasHost,
  { items, ended }: ChatSnapshot,
  act: (answer: () => void) => void,
): TemplateResult | typeof nothing {
  const replies = ended ? [] : quickReplies(items);
  if (!replies.length) return nothing;
  return html`<div class="chips">${replies.map(
    (text) => html`<button dir="auto" @click=${() => act(() => chat.send(text))}>${text}</button>`,
  )}</div>`;
}
