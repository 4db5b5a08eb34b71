import { html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { fieldLook } from "../parts/field.ts";
import type { Card } from "../reports/card.ts";
import { cardView } from "../reports/card-view.ts";
import { type Report, reports } from "../reports/load.ts";
import { type ReportRange, rangeHref, readRange, todayIn } from "../reports/range.ts";
import { rangePicker } from "../reports/range-picker.ts";
import { reportLook } from "../reports/report-look.ts";

/** What a report shows now: the last answer stays until the next one is there. */
interface Shown {
  /** The days that the cards are of, which may still be those before. */
  readonly range: ReportRange;
  readonly cards: readonly Card[];
  readonly problem: string | null;
}

/** How it goes, in numbers: which days stands in the address. Each report is read for itself, and fails for itself. */
export class ReportsPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    timezone: { state: true },
    problem: { state: true },
    shown: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, reportLook];

  /** The team's time zone; null until it is known. */
  declare protected timezone: string | null;
  declare protected problem: string | null;
  declare protected shown: ReadonlyMap<string, Shown>;
  #asking: AbortController | null = null;

  constructor() {
    super();
    this.timezone = null;
    this.problem = null;
    this.shown = new Map();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#start();
  }

  override render() {
    const { timezone } = this;
    const range = timezone === null ? null : this.#range(timezone);
    return html`<div class="page">
      <header class="top">
        <h1>Reports</h1>
        ${
          range === null || timezone === null
            ? nothing
            : rangePicker(range, todayIn(timezone, Date.now()), (query) => this.#choose(query, timezone))
        }
        <p class="zone">
          ${timezone === null ? " " : `Days begin and end in ${timezone}. Changes are to as many days before.`}
        </p>
      </header>
      ${this.problem === null ? nothing : this.#renderProblem(this.problem, () => this.#start())}
      ${range === null || range.from <= range.to ? this.#renderReports() : nothing}
    </div>`;
  }

  #range(timezone: string): ReportRange {
    return readRange(this.place.query, todayIn(timezone, Date.now()));
  }

  #choose(query: URLSearchParams, timezone: string): void {
    this.router.go(rangeHref(readRange(query, todayIn(timezone, Date.now()))));
  }

  #renderReports() {
    return html`<div class="grid">
      ${reports.map((report) => {
        const shown = this.shown.get(report.name);
        if (shown === undefined) return this.problem === null ? report.charted.map(ghost) : nothing;
        if (shown.problem === null) return shown.cards.map((card) => cardView(card, shown.range));
        return html`<section class="card charted" aria-label=${report.name}>
          <h2>${report.name}</h2>
          ${this.#renderProblem(shown.problem, () => this.#load(report))}
        </section>`;
      })}
    </div>`;
  }

  #renderProblem(problem: string, again: () => Promise<void>) {
    return html`<p class="refusal" role="alert">
      ${icon("alert", 16)}<span>${problem}</span>
      <button type="button" @click=${() => void again()}>Try again</button>
    </p>`;
  }

  /** Reads all reports of the address's days; never rejects: what fails is shown. */
  async #start(): Promise<void> {
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.problem = null;
    try {
      this.timezone ??= (await this.services.client.call("GET /settings", {})).timezone;
    } catch (error) {
      if (!isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
      return;
    }
    const { from, to } = this.#range(this.timezone);
    if (from > to) this.problem = "The first day comes after the last. Choose an earlier one.";
    else await Promise.all(reports.map((report) => this.#load(report)));
  }

  async #load(report: Report): Promise<void> {
    const { timezone } = this;
    const asking = this.#asking;
    if (timezone === null || asking === null) return;
    const range = this.#range(timezone);
    const show = (shown: Omit<Shown, "range">) => {
      if (this.#asking === asking) this.shown = new Map(this.shown).set(report.name, { range, ...shown });
    };
    try {
      const { signal } = asking;
      show({ cards: await report.load({ client: this.services.client, range, signal }), problem: null });
    } catch (error) {
      if (!asking.signal.aborted && !isRefusal(error, "AUTH_REQUIRED")) show({ cards: [], problem: messageOf(error) });
    }
  }
}

const ghost = (charted: boolean): TemplateResult =>
  html`<div class="card ghost ${charted ? "charted" : ""}" aria-hidden="true">
    <div class="skeleton"><i></i><i></i></div>
  </div>`;

customElements.define("console-reports", ReportsPage);
