import { html, nothing, type TemplateResult } from "lit";
import { dateText } from "../time.ts";
import type { ValueOrigin } from "./origins.ts";

/** Where a value came from, to stand below its field. `now` in milliseconds. */
export function originHint(origin: ValueOrigin | null, now: number): TemplateResult | undefined {
  if (origin === null) return undefined;
  const { text, at, conversationId } = origin;
  return html`${text}, ${dateText(at, now)}${
    conversationId === null ? nothing : html` · <a href="/crm/inbox/${conversationId}">conversation</a>`
  }`;
}
