import { html, type nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { avatar } from "../parts/avatar.ts";
import { type Employee, type LeadChange, type LeadDetail, type LeadStatus, leadStatuses } from "../records.ts";
import { nameOfLead } from "./name.ts";

/** Who the lead is, with the two choices that are stored at once: its status and who has it. */
export function leadHeader(
  lead: LeadDetail,
  employees: readonly Employee[],
  put: (change: LeadChange) => void,
  menu: TemplateResult | typeof nothing,
): TemplateResult {
  const converted = lead.status === "converted";
  const statuses = leadStatuses.filter((status) => converted || status !== "converted");
  return html`<header>
    ${avatar(nameOfLead(lead), "large")}
    <div class="title">
      <h1>${nameOfLead(lead)}</h1>
      <p class="quiet">${[lead.company_name, lead.email].filter(Boolean).join(" · ")}</p>
    </div>
    <div class="choose">
      <label for="status">Status</label>
      <select id="status" ?disabled=${converted} @change=${(event: Event) => put({ status: chosenIn(event) as LeadStatus })}>
        ${statuses.map((status) => html`<option value=${status} .selected=${live(status === lead.status)}>${status}</option>`)}
      </select>
    </div>
    <div class="choose">
      <label for="assigned">Assigned to</label>
      <select id="assigned" @change=${(event: Event) => put({ assigned_to: employeeOf(chosenIn(event)) })}>
        <option value="" .selected=${live(lead.assigned_to === null)}>Nobody</option>
        ${employees.map(
          ({ employee_id, name }) =>
            html`<option value=${employee_id} .selected=${live(employee_id === lead.assigned_to)}>${name}</option>`,
        )}
      </select>
    </div>
    ${menu}
  </header>`;
}

function chosenIn(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

function employeeOf(value: string): number | null {
  return value === "" ? null : Number(value);
}
