import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../../icons.ts";
import "../../parts/menu.ts";
import {
  copyToAll,
  endOf,
  problemOf,
  type Span,
  shownEnd,
  spansOf,
  type Week,
  type Weekday,
  weekdays,
  withAnotherSpan,
  withSpans,
} from "./week.ts";

type Problems = Readonly<Partial<Record<Weekday, string>>>;

/** What is wrong with the days of a week; empty when nothing is. */
export function weekProblems(week: Week | null): Problems {
  if (week === null) return {};
  const found = weekdays.map(([day]) => [day, problemOf(spansOf(week, day))] as const);
  return Object.fromEntries(found.filter(([, problem]) => problem !== null)) as Problems;
}

/** The days of a week with their times. Use with `hoursLook`, `fieldLook` and `choicesLook`. */
export function weekEditor(week: Week, problems: Problems, onChange: (week: Week) => void): TemplateResult {
  return html`<ul class="week">
    ${weekdays.map(([day, label]) => dayRow(day, label))}
  </ul>`;

  function dayRow(day: Weekday, label: string): TemplateResult {
    const spans = spansOf(week, day);
    const problem = problems[day];
    const change = (changed: readonly Span[]) => onChange(withSpans(week, day, changed));
    const another = withAnotherSpan(spans);
    return html`<li aria-label=${label}>
      <label class="day">
        <input
          type="checkbox"
          name="open-${day}"
          .checked=${live(spans.length > 0)}
          @change=${(event: Event) => change((event.target as HTMLInputElement).checked ? (withAnotherSpan([]) ?? []) : [])}
        />${label}
      </label>
      <div class="times">
        ${spans.length === 0 ? html`<span class="closed quiet">Closed</span>` : spans.map((span, at) => spanRow(label, spans, span, at, change))}
        ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
      </div>
      <console-menu label="More for ${label}">
        <button type="button" ?disabled=${another === null} @click=${() => another !== null && change(another)}>Add hours</button>
        <button type="button" @click=${() => onChange(copyToAll(week, day))}>Copy to all days</button>
      </console-menu>
    </li>`;
  }
}

function spanRow(
  label: string,
  spans: readonly Span[],
  [from, until]: Span,
  at: number,
  change: (spans: readonly Span[]) => void,
): TemplateResult {
  const replace = (span: Span) => change(spans.map((one, index) => (index === at ? span : one)));
  const typed = (event: Event) => (event.target as HTMLInputElement).value;
  const which = spans.length > 1 ? `, ${at + 1} of ${spans.length}` : "";
  return html`<div class="span">
    <input
      type="time"
      name="from"
      aria-label="${label} from${which}"
      .value=${live(from)}
      @change=${(event: Event) => replace([typed(event), until])}
    />
    <span aria-hidden="true">–</span>
    <input
      type="time"
      name="until"
      aria-label="${label} until${which}"
      .value=${live(shownEnd(until))}
      @change=${(event: Event) => replace([from, endOf(typed(event))])}
    />
    <button
      type="button"
      class="icon"
      aria-label="Remove these hours of ${label}"
      @click=${() => change(spans.filter((_, index) => index !== at))}
    >
      ${icon("close", 15)}
    </button>
  </div>`;
}
