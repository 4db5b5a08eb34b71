import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { avatar } from "../parts/avatar.ts";
import type { Employee } from "../records.ts";

/** A choice that is stored at once, such as who has a record. */
export interface HeaderChoice {
  readonly id: string;
  readonly label: string;
  /** As value and label. */
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (value: string) => void;
}

/** Who or what a record is, with the choices that are stored at once. Use with `recordLook`. */
export function recordHeader(options: {
  readonly name: string;
  /** What else tells it apart, below its name. */
  readonly line: string;
  readonly choices: readonly HeaderChoice[];
  readonly actions?: TemplateResult | typeof nothing;
}): TemplateResult {
  const { name, line, choices, actions = nothing } = options;
  return html`<header>
    ${avatar(name, "large")}
    <div class="title">
      <h1>${name}</h1>
      <p class="quiet">${line}</p>
    </div>
    ${choices.map(
      ({ id, label, options: offered, value, disabled, onChange }) =>
        html`<div class="choose">
          <label for=${id}>${label}</label>
          <select id=${id} ?disabled=${disabled} @change=${(event: Event) => onChange((event.target as HTMLSelectElement).value)}>
            ${offered.map(([one, text]) => html`<option value=${one} .selected=${live(one === value)}>${text}</option>`)}
          </select>
        </div>`,
    )}
    ${actions === nothing ? nothing : html`<div class="actions">${actions}</div>`}
  </header>`;
}

/** Who has the record: an employee or nobody; one who left the team stays in view. */
export function assigneeChoice(
  employees: readonly Employee[],
  assigned: number | null,
  options: { readonly disabled: boolean; readonly onChange: (employeeId: number | null) => void },
): HeaderChoice {
  const team = employees.map(({ employee_id, name }) => [String(employee_id), name] as const);
  const value = assigned === null ? "" : String(assigned);
  const isKnown = value === "" || team.length === 0 || team.some(([id]) => id === value);
  return {
    id: "assigned",
    label: "Assigned to",
    options: [["", "Nobody"], ...team, ...(isKnown ? [] : [[value, "Somebody who left"] as const])],
    value,
    disabled: options.disabled,
    onChange: (chosen) => options.onChange(chosen === "" ? null : Number(chosen)),
  };
}
