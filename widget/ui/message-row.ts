import { css, html, nothing, type TemplateResult } from "lit";
import type { ThreadItem } from "../state/types.ts";
import type { DateFormats } from "./dates.ts";
import type { linkify } from "./links.ts";
import type { Strings } from "./strings.ts";
import type { Place } from "./timeline.ts";

export interface RowContext {
  readonly strings: Strings;
  readonly dates: DateFormats;
  /** True for the newest own message: only it says how far it has come. */
  readonly newestOwn: boolean;
  /** Finds the links of a message; without it there are none. */
  readonly linkify: typeof linkify | undefined;
  retry(): void;
  discard(): void;
}

function systemText({ type, sender }: ThreadItem, strings: Strings): string | undefined {
  if (type === "agent_joined") return strings.joined?.replace("{name}", () => sender.name ?? "");
  return type === "message" ? "" : strings[type];
}

function deliveryText({ delivery }: ThreadItem, strings: Strings): string {
  return delivery ? strings[delivery] : "";
}

function failure(item: ThreadItem, { strings, retry, discard }: RowContext): TemplateResult {
  const { problem } = item;
  const reason = problem && (strings[problem as keyof Strings] ?? problem);
  return html`<div class="foot bad"><span>${strings.failed}${reason ? `: ${reason}` : ""}</span><button
    class="link" @click=${retry}>${strings.retry}</button><button
    class="link" @click=${discard}>${strings.discard}</button></div>`;
}

function foot(item: ThreadItem, place: Place, context: RowContext): TemplateResult | typeof nothing {
  if (item.delivery === "failed") return failure(item, context);
  if (!place.last || !item.createdAt) return nothing;
  const state = context.newestOwn ? deliveryText(item, context.strings) : "";
  return html`<div class="foot"><time datetime=${item.createdAt}>${context.dates.time(item.createdAt)}</time>${
    state && html`<span>· ${state}</span>`
  }</div>`;
}

function author({ own, sender }: ThreadItem, strings: Strings): TemplateResult {
  if (own && sender.kind === "visitor") return html`<span class="sr">${strings.you}</span>`;
  const automatic = sender.kind === "bot" ? strings.automatic : "";
  return html`<div class="author">${[sender.name, automatic].filter(Boolean).join(" · ")}</div>`;
}

/** One line of a thread with what stands before it: day separator and author. */
export function messageRow(item: ThreadItem, place: Place, context: RowContext): TemplateResult {
  const day = place.newDay ? html`<div class="day">${context.dates.day(item.createdAt)}</div>` : nothing;
  if (item.type !== "message") return html`${day}<div class="system">${systemText(item, context.strings)}</div>`;
  const look = `item ${item.own ? "own" : item.sender.kind} ${place.first ? "first" : ""} ${item.delivery ?? ""}`;
  return html`${day}<div class=${look}>${
    place.first && item.createdAt ? author(item, context.strings) : nothing
  }<div class="bubble" part="bubble ${item.own ? "own" : ""} ${item.sender.kind}" dir="auto">${context.linkify?.(item.body) ?? item.body}</div>${foot(item, place, context)}</div>`;
}

export const messageRowLook = css`
.day, .system { text-align: center; color: var(--v-mute); font-size: 12px; padding: 20px 16px 8px; }
.day { font-weight: 600; }
.system { padding: 12px 16px; }
.item { display: flex; flex-direction: column; align-items: flex-start; padding-inline-end: 48px; margin-top: 2px; }
.first { margin-top: 12px; }
.own { align-items: flex-end; padding-inline: 48px 0; }
.author, .foot { color: var(--v-mute); font-size: 12px; line-height: 16px; padding: 0 4px 4px; }
.bubble { max-width: 100%; padding: 9px 14px; border-radius: 18px; border-end-start-radius: 6px; background: var(--v-soft); white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid transparent; }
.own .bubble { border-end-start-radius: 18px; border-end-end-radius: 6px; background: var(--v-accent); color: var(--v-on-accent); }
.failed .bubble { background: none; color: inherit; border-color: var(--v-bad); }
.foot { padding: 4px 4px 0; display: flex; flex-wrap: wrap; align-items: center; gap: 0 4px; }
.link { color: var(--v-link); font-weight: 600; padding: 2px 6px; }
.link:hover { text-decoration: underline; }
.bad { justify-content: flex-end; }
.bad span { flex-basis: 100%; text-align: end; color: var(--v-bad); }
.bubble a { color: inherit; text-underline-offset: 2px; }
.bubble a:focus-visible { outline-color: currentColor; }
`;
