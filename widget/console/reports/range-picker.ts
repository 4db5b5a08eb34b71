import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { selectFilter } from "../lists/filters.ts";
import { fitting, type Interval, type ReportRange, usualDays } from "./range.ts";

const names: Readonly<Record<Interval, string>> = { day: "By day", week: "By week", month: "By month" };

/** Which days the reports are of: so many up to today, or any two. Use with `fieldLook` and `reportLook`. */
export function rangePicker(
  range: ReportRange,
  today: string,
  choose: (query: URLSearchParams) => void,
): TemplateResult {
  const { from, to, days, interval } = range;
  const between = (first: string, last: string) => {
    // An emptied field says nothing yet.
    if (first !== "" && last !== "") choose(new URLSearchParams({ from: first, to: last }));
  };
  const by = (chosen: string) => {
    const query = new URLSearchParams(days === null ? { from, to } : { days: String(days) });
    query.set("interval", chosen === "" ? fitting(range) : chosen);
    choose(query);
  };
  return html`<div class="picker" role="group" aria-label="Days">
    <div class="chips">
      ${usualDays.map(
        (count) =>
          html`<button
            type="button"
            aria-pressed=${count === days ? "true" : "false"}
            @click=${() => choose(new URLSearchParams({ days: String(count) }))}
          >
            ${count} days
          </button>`,
      )}
    </div>
    <div class="days">
      <label for="from">From</label>
      <input id="from" type="date" max=${today} .value=${live(from)} @change=${(event: Event) => between(textOf(event), to)} />
      <label for="to">to</label>
      <input id="to" type="date" max=${today} .value=${live(to)} @change=${(event: Event) => between(from, textOf(event))} />
    </div>
    ${selectFilter(
      "Interval",
      names[fitting(range)],
      Object.entries(names).filter(([name]) => name !== fitting(range)),
      interval === fitting(range) ? undefined : interval,
      by,
    )}
  </div>`;
}

const textOf = (event: Event): string => (event.target as HTMLInputElement).value;
