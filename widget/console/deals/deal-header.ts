import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../icons.ts";
import "../parts/menu.ts";
import { statusChip } from "../parts/status.ts";
import type { Employee, OpportunityChange, OpportunityDetail } from "../records.ts";
import { whoOf } from "./deal-card.ts";
import { moneyText } from "./money.ts";

export interface HeaderOptions {
  readonly employees: readonly Employee[];
  readonly writable: boolean;
  readonly put: (change: OpportunityChange) => void;
  readonly lose: () => void;
  readonly remove: () => void;
}

/** What the deal is and would bring, who has it, and how it ends. */
export function dealHeader(deal: OpportunityDetail, options: HeaderOptions): TemplateResult {
  const { employees, writable, put } = options;
  return html`<header>
    <div class="title">
      <h1 dir="auto">${deal.name}</h1>
      <p class="quiet">${whoOf(deal)}</p>
    </div>
    <div class="worth">
      <p class="amount">${moneyText(deal.value, deal.currency)} ${deal.status === "open" ? nothing : statusChip(deal.status)}</p>
      <p class="quiet small">
        ${deal.status === "open" ? html`${moneyText(deal.weighted_value, deal.currency)} weighted by ${deal.probability} %` : nothing}
      </p>
    </div>
    <div class="choose">
      <label for="assigned">Owner</label>
      <select
        id="assigned"
        ?disabled=${!writable}
        @change=${(event: Event) => put({ assigned_to: Number((event.target as HTMLSelectElement).value) || null })}
      >
        <option value="" .selected=${live(deal.assigned_to === null)}>Nobody</option>
        ${employees.map(
          ({ employee_id, name }) =>
            html`<option value=${employee_id} .selected=${live(employee_id === deal.assigned_to)}>${name}</option>`,
        )}
      </select>
    </div>
    ${writable ? ends(deal, options) : nothing}
  </header>`;
}

function ends({ status, name }: OpportunityDetail, { put, lose, remove }: HeaderOptions): TemplateResult {
  return html`<div class="ends">
    ${
      status === "open"
        ? html`<button type="button" class="win" @click=${() => put({ status: "won" })}>${icon("trophy", 16)}Won</button>
            <button type="button" @click=${lose}>Lost</button>`
        : html`<button type="button" @click=${() => put({ status: "open" })}>${icon("reopen", 16)}Reopen</button>`
    }
    <console-menu label="More actions for ${name}">
      <button type="button" class="danger" @click=${remove}>${icon("trash", 16)}Delete opportunity</button>
    </console-menu>
  </div>`;
}

export const dealHeaderLook = css`
  .worth {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .amount {
    font-size: 1.25rem;
    font-weight: 650;
    letter-spacing: -0.015em;
    line-height: 1.3;
  }
  .amount .status {
    vertical-align: 0.1875rem;
    letter-spacing: 0;
  }
  .ends {
    display: flex;
    align-self: end;
    gap: 0.375rem;
  }
  .win {
    border-color: transparent;
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .win:hover {
    border-color: var(--c-good);
    background: var(--c-good-soft);
  }
  @media (max-width: 720px) {
    .worth {
      flex: 1 1 100%;
      order: 1;
      text-align: left;
    }
    .choose,
    .ends {
      order: 2;
    }
  }
`;
