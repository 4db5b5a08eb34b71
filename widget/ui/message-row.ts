import { html, nothing, type TemplateResult } from "lit";
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
  /** The visitor wants what this event of the list says. */
  tell(type: "retry" | "discard"): void;
}

function systemText({ type, sender }: ThreadItem, strings: Strings): string | undefined {
  if (type === "agent_joined") return strings.joined?.replace("{name}", () => sender.name ?? "");
  return type === "message" ? "" : strings[type];
}

function deliveryText({ delivery }: ThreadItem, strings: Strings): string {
  return delivery ? strings[delivery] : "";
}

function failure(item: ThreadItem, { strings, tell }: RowContext): TemplateResult {
  const { problem } = item;
  const reason = problem && (strings[problem as keyof Strings] ?? problem);
  return html`<div class="foot bad"><span>${strings.failed}${reason ? `: ${reason}` : ""}</span><button
    class="link" @click=${() => tell("retry")}>${strings.retry}</button><button
    class="link" @click=${() => tell("discard")}>${strings.discard}</button></div>`;
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
