import { html, LitElement, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../../api.ts";
import { icon } from "../../icons.ts";
import { chipsFilter } from "../../lists/filters.ts";
import {
  apiQuery,
  filteredBy,
  hrefOf,
  isFiltered,
  type ListQuery,
  type QueryShape,
  readQuery,
  wordsOf,
} from "../../lists/list-query.ts";
import { pager } from "../../lists/pager.ts";
import { baseLook } from "../../look.ts";
import { buttonLook } from "../../parts/button.ts";
import { counted, type Delivery, type Page } from "../../records.ts";
import type { Services } from "../../services.ts";
import { ago, instantText } from "../../time.ts";
import { rowsLook } from "../rows-look.ts";
import { deliveriesLook } from "./deliveries-look.ts";
import "./delivery-view.ts";
import { deliveryState } from "./webhook-health.ts";

const perPage = 25;
/** How often deliveries under way are looked at; of those that are over nothing changes. */
const looksEveryMs = 3_000;
const statuses = ["pending", "delivered", "dead"] as const;

/** The filter and the page of a webhook's deliveries, as they stand in its address. */
const shapeOf = (id: number): QueryShape<"delivery_id"> => ({
  path: `/crm/settings/webhooks/${id}`,
  sorts: ["delivery_id"],
  falling: ["delivery_id"],
  sort: "delivery_id",
  order: "desc",
  filters: { status: wordsOf(statuses) },
});

/**
 * What was sent to a webhook, `<console-deliveries>`: filtered by the address, open one by one, sent again on demand.
 *
 * @property webhookId
 * @property search - the address's query
 */
export class Deliveries extends LitElement {
  static override properties = {
    services: { attribute: false },
    webhookId: { attribute: false },
    search: { attribute: false },
    result: { state: true },
    problem: { state: true },
    opened: { state: true },
  };
  static override styles = [baseLook, buttonLook, rowsLook, deliveriesLook];

  declare services: Services;
  declare webhookId: number;
  declare search: URLSearchParams;
  /** Null until they are loaded. */
  declare private result: Page<Delivery> | null;
  declare private problem: string | null;
  declare private opened: Delivery | null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.result = null;
    this.problem = null;
    this.opened = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      const underWay = this.result?.data.some(({ status }) => status === "pending");
      if (underWay && document.visibilityState === "visible") void this.load();
    }, looksEveryMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("search") || changed.has("webhookId")) void this.load();
  }

  override render() {
    const query = this.#query;
    return html`<header>
        <h2>Deliveries</h2>
        ${chipsFilter("Status", statuses, query.filters["status"], (text) => this.#go(filteredBy(query, "status", text)))}
      </header>
      ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>`}
      ${this.#renderRows(query)}
      ${
        this.opened === null
          ? nothing
          : html`<console-delivery-view
            .services=${this.services}
            .delivery=${this.opened}
            @close=${this.#close}
            @replay=${this.#replayer(this.opened)}
          ></console-delivery-view>`
      }`;
  }

  #renderRows(query: ListQuery<"delivery_id">): TemplateResult {
    const { result } = this;
    if (result === null)
      return html`<div class="skeleton" role="status" aria-label="Loading the deliveries"><i></i></div>`;
    if (result.data.length === 0) {
      return html`<p class="none">
        ${isFiltered(query) ? "No delivery has this status." : "Nothing was sent yet. Send a test to see whether your server answers."}
      </p>`;
    }
    const now = Date.now();
    return html`<ul class="rows" aria-label="Deliveries">
        ${result.data.map((delivery) => this.#renderRow(delivery, now))}
      </ul>
      ${pager(result.pagination, result.data.length, (page) => hrefOf(shapeOf(this.webhookId), { ...query, page }))}`;
  }

  #renderRow(delivery: Delivery, now: number) {
    const last = delivery.tries.at(-1);
    const answered = last === undefined ? "Not tried yet" : last.status === null ? "No answer" : `HTTP ${last.status}`;
    return html`<li>
      <div class="what">
        <div class="line">
          <button type="button" class="name" @click=${() => this.#open(delivery)}>${delivery.event}</button>
          ${deliveryState(delivery)}
        </div>
        <span class="quiet small">
          ${answered}${last === undefined ? "" : ` in ${last.duration_ms} ms`} · ${delivery.attempts}
          ${delivery.attempts === 1 ? "try" : "tries"}
        </span>
      </div>
      <time class="state" datetime=${delivery.updated_at} title=${instantText(delivery.updated_at)}>
        ${ago(delivery.updated_at, now)}
      </time>
    </li>`;
  }

  get #query(): ListQuery<"delivery_id"> {
    return readQuery(shapeOf(this.webhookId), this.search);
  }

  #go(query: ListQuery<"delivery_id">): void {
    this.services.router.go(hrefOf(shapeOf(this.webhookId), query));
  }

  #open(delivery: Delivery): void {
    this.opened = delivery;
  }

  readonly #close = (): void => {
    this.opened = null;
  };

  /** Reads them anew; never rejects: what fails is shown. */
  async load(): Promise<void> {
    const asked = this.search;
    const input = { params: { id: this.webhookId }, query: apiQuery(this.#query, perPage) };
    try {
      const result = await this.services.client.call("GET /webhooks/{id}/deliveries", input);
      if (asked !== this.search) return;
      this.result = counted(result);
      this.problem = null;
    } catch (error) {
      if (!isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }

  #replayer({ event, event_id }: Delivery) {
    return async (): Promise<void> => {
      try {
        const input = { params: { id: this.webhookId }, body: { event_id } };
        await this.services.client.call("POST /webhooks/{id}/replay", input);
        this.services.notify(`${event} is sent again.`);
        await this.load();
      } catch (error) {
        this.services.report(error);
      }
    };
  }
}

customElements.define("console-deliveries", Deliveries);
