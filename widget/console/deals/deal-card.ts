import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { avatar } from "../parts/avatar.ts";
import { dateText, instantText, shortSpan } from "../time.ts";
import { dayOf } from "./days.ts";
import { moneyText } from "./money.ts";
import type { Deal } from "./moves.ts";

export interface CardOptions {
  readonly assignee: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly movable: boolean;
  /** How it is shown: as usual, as what was picked up by keyboard, or as the place that a dragged one leaves. */
  readonly lift: "none" | "keys" | "pointer";
}

/** A deal on the board: what it is, with whom, what it would bring, and whether it waits too long. */
export function dealCard(deal: Deal, options: CardOptions): TemplateResult {
  const { assignee, now, movable, lift } = options;
  const who = whoOf(deal);
  return html`<div class="card ${lift}">
    <div class="line">
      <a class="name" href="/crm/opportunities/${deal.opportunity_id}" draggable="false" dir="auto">${deal.name}</a>
      ${
        movable
          ? html`<button
              type="button"
              class="icon grip"
              aria-label="Move ${deal.name}"
              aria-pressed=${lift === "keys" ? "true" : "false"}
              aria-describedby="how"
              title="Move"
            >
              ${icon("grip", 16)}
            </button>`
          : nothing
      }
    </div>
    ${who === "" ? nothing : html`<p class="who clip" dir="auto">${who}</p>`}
    <div class="foot">
      <strong>${moneyText(deal.value, deal.currency)}</strong>
      ${closing(deal, now)} ${age(deal, now)}
      ${assignee === null ? nothing : html`<span class="owner" title=${assignee}>${avatar(assignee, "small")}<span class="unseen">${assignee}</span></span>`}
    </div>
  </div>`;
}

/** The account and the person, as far as they are known and may be read. */
export function whoOf({ linked }: Pick<Deal, "linked">): string {
  const person = linked.contact ?? linked.lead;
  const name = [person?.first_name, person?.last_name].filter(Boolean).join(" ");
  return [linked.prospect?.name, name].filter(Boolean).join(" · ");
}

/** Whether a deal should have been closed by now. */
export function isOverdue(
  { status, expected_close_date }: Deal | Pick<Deal, "status" | "expected_close_date">,
  now: number,
): boolean {
  return status === "open" && expected_close_date !== null && expected_close_date < dayOf(now);
}

function closing(deal: Deal, now: number): TemplateResult | typeof nothing {
  const day = deal.expected_close_date;
  if (day === null || deal.status !== "open") return nothing;
  const late = isOverdue(deal, now);
  const text = dateText(`${day}T12:00`, now);
  return html`<span class="due ${late ? "late" : ""}" title="Expected to close ${text}"
    >${icon(late ? "alert" : "calendar", 13)}${late ? html`<span class="unseen">Overdue since </span>` : html`<span class="unseen">Closes </span>`}${text}</span
  >`;
}

function age(deal: Deal, now: number): TemplateResult | typeof nothing {
  const since = deal.stage_history.at(-1)?.at;
  if (since === undefined) return nothing;
  const span = shortSpan(now - Date.parse(since));
  const text = span === "now" ? "new" : span;
  return html`<span class="age" title="In this stage since ${instantText(since)}"><span class="unseen">In this stage: </span>${text}</span>`;
}
