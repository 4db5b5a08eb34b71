import { css, html, LitElement, nothing } from "lit";
import { messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { confirm } from "../parts/confirm.ts";
import { fieldLook } from "../parts/field.ts";
import { leadStatuses } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { type BulkResult, runBulk } from "./bulk.ts";

type Change = Readonly<Record<string, unknown>> | "delete";

/** Refusals that are told one by one; the rest are counted. */
const mostTold = 5;

/**
 * What can be done with the chosen leads, `<console-bulk-bar>`, and how far it is.
 *
 * @property ids - the chosen leads
 * @property total - how many the filters match; they can all be chosen
 * @fires all - every lead that the filters match is wanted
 * @fires clear - none is wanted any more
 * @fires done - the leads were changed
 */
export class BulkBar extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    ids: { attribute: false },
    total: { type: Number },
    through: { state: true },
    result: { state: true },
    problem: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    fieldLook,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        min-height: 3rem;
        padding: 0.375rem 1.5rem;
        border-bottom: 1px solid var(--c-line);
        background: var(--c-selected);
        font-size: 0.8125rem;
      }
      strong {
        font-variant-numeric: tabular-nums;
      }
      select {
        width: auto;
        text-transform: capitalize;
      }
      .gap {
        flex: 1;
      }
      progress {
        flex: 0 1 14rem;
        accent-color: var(--c-accent);
      }
      .told {
        padding: 0.5rem 1.5rem;
        border-bottom: 1px solid var(--c-line);
        background: var(--c-bad-soft);
        color: var(--c-bad);
        font-size: 0.8125rem;
      }
      @media (max-width: 960px) {
        .bar,
        .told {
          padding-inline: 1rem;
        }
      }
    `,
  ];

  declare desk: Desk;
  declare services: Services;
  declare ids: readonly number[];
  declare total: number;
  /** How many are through; null while nothing runs. */
  declare private through: number | null;
  declare private result: BulkResult | null;
  declare private problem: string | null;
  #stop = new AbortController();

  constructor() {
    super();
    this.ids = [];
    this.total = 0;
    this.through = null;
    this.result = null;
    this.problem = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
  }

  override render() {
    return html`<div role="status">${this.#renderTold()}</div>
      ${this.through === null ? this.#renderChoices() : this.#renderProgress(this.through)}`;
  }

  #renderChoices() {
    const { ids, total } = this;
    if (ids.length === 0) return nothing;
    return html`<div class="bar" role="group" aria-label="Chosen leads">
      <strong>${ids.length} chosen</strong>
      ${ids.length < total ? html`<button type="button" class="plain" @click=${() => this.#tell("all")}>Choose all ${total}</button>` : nothing}
      <button type="button" class="plain" @click=${() => this.#tell("clear")}>Clear</button>
      <span class="gap"></span>
      <select aria-label="Set the status" @change=${(event: Event) => this.#picked(event, (value) => ({ status: value }))}>
        <option value="">Set status…</option>
        ${leadStatuses.filter((status) => status !== "converted").map((status) => html`<option value=${status}>${status}</option>`)}
      </select>
      <select
        aria-label="Assign to"
        @change=${(event: Event) =>
          this.#picked(event, (value) => ({ assigned_to: value === "none" ? null : Number(value) }))}
      >
        <option value="">Assign to…</option>
        <option value="none">Nobody</option>
        ${this.desk.employees.value.map(({ employee_id, name }) => html`<option value=${employee_id}>${name}</option>`)}
      </select>
      ${
        may(this.desk.employee.role, "leads:delete")
          ? html`<button type="button" class="danger" @click=${this.#delete}>${icon("trash", 16)}Delete</button>`
          : nothing
      }
    </div>`;
  }

  #renderProgress(through: number) {
    return html`<div class="bar" role="group" aria-label="Under way">
      <strong>${through} of ${this.ids.length}</strong>
      <progress max=${this.ids.length} value=${through} aria-label="Leads changed"></progress>
      <button type="button" @click=${() => this.#stop.abort()}>Stop</button>
    </div>`;
  }

  #renderTold() {
    const { result, problem } = this;
    if (problem !== null) return html`<p class="told">${problem}</p>`;
    if (result === null || (result.failures.length === 0 && result.left === 0)) return nothing;
    const more = result.failures.length - mostTold;
    return html`<div class="told">
      <p>${result.done} changed${result.left > 0 ? `, ${result.left} left as they were: it was stopped` : ""}${
        result.failures.length > 0 ? `, ${result.failures.length} refused:` : "."
      }</p>
      <ul>
        ${result.failures
          .slice(0, mostTold)
          .map(({ id, message }) => html`<li><a href="/crm/leads/${id}">Lead ${id}</a>: ${message}</li>`)}
        ${more > 0 ? html`<li>and ${more} more</li>` : nothing}
      </ul>
    </div>`;
  }

  #picked(event: Event, changeOf: (value: string) => Change): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = "";
    if (value !== "") void this.#run(changeOf(value));
  }

  readonly #delete = async (): Promise<void> => {
    const count = this.ids.length;
    const sure = await confirm({
      heading: `Delete ${count === 1 ? "1 lead" : `${count} leads`}?`,
      text: "They leave every list and report. For 30 days each can be restored; then they are gone for good. Their conversations stay.",
      action: count === 1 ? "Delete lead" : "Delete leads",
      danger: true,
      ...(count > 100 ? { typed: String(count) } : {}),
    });
    if (sure) await this.#run("delete");
  };

  async #run(change: Change): Promise<void> {
    if (this.through !== null) return;
    this.#stop = new AbortController();
    this.through = 0;
    this.result = null;
    this.problem = null;
    const path = (id: number) => `/leads/${id}`;
    try {
      this.result = await runBulk({
        client: this.services.client,
        ids: this.ids,
        callOf: (id) =>
          change === "delete" ? { method: "DELETE", path: path(id) } : { method: "PUT", path: path(id), body: change },
        tell: (through) => {
          this.through = through;
        },
        signal: this.#stop.signal,
        wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      });
      if (this.result.done > 0)
        this.services.notify(`${this.result.done} ${change === "delete" ? "deleted" : "changed"}.`);
    } catch (error) {
      this.problem = `${messageOf(error)} ${this.through} of ${this.ids.length} were done.`;
    } finally {
      this.through = null;
      this.#tell("done");
    }
  }

  #tell(type: "all" | "clear" | "done"): void {
    this.dispatchEvent(new Event(type));
  }
}

customElements.define("console-bulk-bar", BulkBar);
