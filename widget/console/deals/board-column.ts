import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons.ts";
import { dealCard } from "./deal-card.ts";
import { moneyText } from "./money.ts";
import { type Column, type Sum, statusIn } from "./moves.ts";

export interface ColumnOptions {
  readonly movable: boolean;
  /** Something is held over it. */
  readonly isTarget: boolean;
  readonly lifted: { readonly id: number; readonly by: "keys" | "pointer" } | null;
  readonly nameOf: (employeeId: number | null) => string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly more: () => void;
}

/** A stage with its deals: how many, what they come to, and the cards that are loaded. */
export function columnView(column: Column, options: ColumnOptions): TemplateResult {
  const { stage, deals, count } = column;
  const status = statusIn(stage.key);
  return html`<section class="column ${status} ${options.isTarget ? "target" : ""}" data-stage=${stage.key} aria-labelledby="stage-${stage.key}">
    <header>
      <h2 id="stage-${stage.key}">
        ${status === "open" ? nothing : icon(status === "won" ? "trophy" : "close", 15)}
        <span class="clip" dir="auto">${stage.label}</span><span class="count">${count}<span class="unseen"> deals</span></span>
        ${status === "open" ? html`<span class="chance" title="Probability">${stage.probability} %</span>` : nothing}
      </h2>
      <div class="sums">${column.sums.map((sum) => sumView(sum, status === "open"))}</div>
    </header>
    <ul class="deals">
      ${repeat(
        deals,
        ({ opportunity_id }) => opportunity_id,
        (deal) =>
          html`<li data-id=${deal.opportunity_id}>
            ${dealCard(deal, {
              movable: options.movable,
              assignee: options.nameOf(deal.assigned_to),
              now: options.now,
              lift: options.lifted?.id === deal.opportunity_id ? options.lifted.by : "none",
            })}
          </li>`,
      )}
      ${count === 0 ? html`<li class="nothing quiet">No deals</li>` : nothing}
      ${
        deals.length < count
          ? html`<li class="more"><button type="button" class="plain" @click=${options.more}>Show more (${count - deals.length})</button></li>`
          : nothing
      }
    </ul>
  </section>`;
}

function sumView({ currency, value, weighted_value }: Sum, open: boolean): TemplateResult {
  return html`<p>
    <strong>${moneyText(value, currency)}</strong>
    ${open ? html`<span title="Each counts by its probability">${moneyText(weighted_value, currency)} weighted</span>` : nothing}
  </p>`;
}
