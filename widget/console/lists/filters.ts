import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Employee } from "../records.ts";

/** A row of words of which several may be chosen, for a filter that takes them by comma. */
export function chipsFilter(
  label: string,
  words: readonly string[],
  chosen: string | undefined,
  choose: (text: string) => void,
): TemplateResult {
  const taken = chosen === undefined ? [] : chosen.split(",");
  const turned = (word: string) => words.filter((one) => (one === word ? !taken.includes(one) : taken.includes(one)));
  return html`<div class="chips" role="group" aria-label=${label}>
    ${words.map(
      (word) =>
        html`<button
          type="button"
          aria-pressed=${taken.includes(word) ? "true" : "false"}
          @click=${() => choose(turned(word).join(","))}
        >
          ${word.replaceAll("_", " ")}
        </button>`,
    )}
  </div>`;
}

/** One of several values, or all; `options` as value and label. */
export function selectFilter(
  label: string,
  all: string,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string | undefined,
  choose: (text: string) => void,
): TemplateResult {
  return html`<select aria-label=${label} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
    <option value="" .selected=${live(chosen === undefined)}>${all}</option>
    ${options.map(([value, name]) => html`<option value=${value} .selected=${live(chosen === value)}>${name}</option>`)}
  </select>`;
}

/** Whose records: everybody's, nobody's, or one employee's. */
export function assigneeFilter(
  employees: readonly Employee[],
  chosen: string | undefined,
  choose: (text: string) => void,
): TemplateResult {
  const people = employees.map(({ employee_id, name }) => [String(employee_id), name] as const);
  return selectFilter("Assigned to", "Everybody’s", [["none", "Unassigned"], ...people], chosen, choose);
}
