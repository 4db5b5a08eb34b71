import { css, html, LitElement } from "lit";
import { messageOf } from "../api.ts";
import { pager } from "../lists/pager.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { counted, type Erasure, type Page } from "../records.ts";
import type { Services } from "../services.ts";
import { instantText } from "../time.ts";
import { auditLook } from "./audit-look.ts";
import { frameLook } from "./frame.ts";

const perPage = 10;

/**
 * What is left of people who were erased: ids, `<console-erasures>`.
 *
 * @property nameOf - what an employee is called, by id
 */
export class ConsoleErasures extends LitElement {
  static override properties = {
    services: { attribute: false },
    nameOf: { attribute: false },
    result: { state: true },
    problem: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    frameLook,
    auditLook,
    css`
      :host {
        display: block;
        background: none;
      }
    `,
  ];

  declare services: Services;
  declare nameOf: (employeeId: number) => string | null;
  /** Null before the first answer. */
  declare private result: Page<Erasure> | null;
  declare private problem: string | null;

  constructor() {
    super();
    this.result = null;
    this.problem = null;
  }

  override firstUpdated(): void {
    void this.load();
  }

  override render() {
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading">Erased so far</h2>
      <p class="quiet">Of each record its number alone is left, so that others who have a copy can be told.</p>
      ${this.#renderRows()}
    </section>`;
  }

  #renderRows() {
    const { result, problem } = this;
    if (problem !== null) return html`<p class="refusal" role="alert">${problem}</p>`;
    if (result === null) {
      return html`<div class="skeleton ghost" role="status" aria-label="Loading what was erased"><i></i><i></i></div>`;
    }
    if (result.data.length === 0) return html`<p class="quiet">Nobody was erased yet.</p>`;
    return html`<div class="log" @click=${this.#turn}>
      <ol>${result.data.map((erasure) => this.#renderRow(erasure))}</ol>
      ${pager(result.pagination, result.data.length, (page) => `#${page}`)}
    </div>`;
  }

  #renderRow({ entity_type, entity_id, erased_at, erased_by }: Erasure) {
    const name = this.nameOf(Number(erased_by.split(":")[1])) ?? erased_by.replace(":", " ");
    return html`<li>
      <time datetime=${erased_at}>${instantText(erased_at)}</time>
      <p><strong>${entity_type} ${entity_id}</strong></p>
      <span class="quiet small">by ${name}</span>
    </li>`;
  }

  /** The pages are of this card alone, so they stay out of the address. */
  readonly #turn = (event: Event): void => {
    const link = (event.target as Element).closest("a");
    if (link === null) return;
    event.preventDefault();
    void this.load(Number(link.hash.slice(1)));
  };

  /** Reads a page anew; never rejects: what fails is shown. */
  async load(page = 1): Promise<void> {
    try {
      const query = { page, per_page: perPage };
      this.result = counted(await this.services.client.call("GET /personal-data/erasures", { query }));
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
  }
}

customElements.define("console-erasures", ConsoleErasures);
