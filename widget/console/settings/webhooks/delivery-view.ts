import { css, html, LitElement, nothing } from "lit";
import { messageOf } from "../../api.ts";
import { baseLook } from "../../look.ts";
import { buttonLook } from "../../parts/button.ts";
import "../../parts/copy.ts";
import "../../parts/dialog.ts";
import type { Delivery } from "../../records.ts";
import type { Services } from "../../services.ts";
import { instantText } from "../../time.ts";
import { rowsLook } from "../rows-look.ts";
import { deliveryState } from "./webhook-health.ts";

/** Positions in the log are given in nearly the order of the events' ids. */
const nearby = 50;

/**
 * One delivery with what was sent and what was answered, `<console-delivery-view>`.
 *
 * @property delivery
 * @fires close
 * @fires replay - its event shall be sent again
 */
class DeliveryView extends LitElement {
  static override properties = {
    services: { attribute: false },
    delivery: { attribute: false },
    sent: { state: true },
    open: { state: true },
  };
  static override styles = [
    baseLook,
    buttonLook,
    rowsLook,
    css`
      .parts {
        display: grid;
        gap: 1rem;
      }
      .parts section {
        display: grid;
        gap: 0.375rem;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.375rem 0.75rem;
        font-size: 0.8125rem;
      }
      .try {
        display: grid;
        gap: 0.375rem;
        padding: 0.625rem 0;
        border-top: 1px solid var(--c-line);
        font-size: 0.8125rem;
      }
      pre {
        max-height: 12rem;
        margin: 0;
        padding: 0.5rem 0.75rem;
        border-radius: 8px;
        background: var(--c-canvas);
        color: var(--c-ink-2);
        font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        overflow: auto;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      code {
        font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
        overflow-wrap: anywhere;
      }
      .error {
        color: var(--c-bad);
      }
    `,
  ];

  declare services: Services;
  declare delivery: Delivery;
  /** What it says, as text; null until it is known. */
  declare private sent: string | null;
  declare private open: boolean;

  constructor() {
    super();
    this.sent = null;
    this.open = true;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("delivery")) void this.#read();
  }

  override render() {
    const { delivery } = this;
    const { event, event_id, message_id, tries, next_attempt_at } = delivery;
    return html`<console-dialog wide .heading=${event} .open=${this.open} @close=${this.#close}>
      <div class="parts">
        <p class="facts">
          ${deliveryState(delivery)}<code>${message_id}</code>
          ${next_attempt_at === null ? nothing : html`<span class="quiet">Next try ${instantText(next_attempt_at)}</span>`}
        </p>
        <section aria-label="Sent">
          <h2>Sent</h2>
          ${this.sent === null ? html`<div class="skeleton"><i></i></div>` : html`<pre tabindex="0">${this.sent}</pre>`}
        </section>
        <section aria-label="Tries">
          <h2>Tries</h2>
          ${tries.length === 0 ? html`<p class="quiet">Not tried yet.</p>` : [...tries].reverse().map(renderTry)}
        </section>
      </div>
      <button slot="actions" type="button" @click=${this.#close}>Close</button>
      ${
        event_id === null
          ? nothing
          : html`<button slot="actions" type="button" class="primary" @click=${this.#replay}>Replay this event</button>`
      }
    </console-dialog>`;
  }

  /** The body is made at each try from the log of events, so it is shown from there. */
  async #read(): Promise<void> {
    const { event, event_id, tries } = this.delivery;
    if (event_id === null) {
      this.sent = shown({
        event,
        timestamp: tries[0]?.at ?? "",
        data: { webhook_id: this.delivery.webhook_id, message: "A test." },
      });
      return;
    }
    try {
      const { data } = await this.services.client.call("GET /events", {
        query: { after: Math.max(0, event_id - nearby), limit: 2 * nearby, types: event },
      });
      const found = data.find((one) => one.event_id === event_id);
      this.sent =
        found === undefined ? "It is older than the log that is shown here. A replay makes it anew." : shown(found);
    } catch (error) {
      this.sent = messageOf(error);
    }
  }

  readonly #close = async (): Promise<void> => {
    this.open = false;
    await this.updateComplete;
    this.dispatchEvent(new Event("close"));
  };

  readonly #replay = async (): Promise<void> => {
    await this.#close();
    this.dispatchEvent(new Event("replay"));
  };
}

/** The body of a delivery but its signature, which differs from try to try. */
function shown({
  event,
  timestamp,
  data,
}: {
  readonly event: string;
  readonly timestamp: string;
  readonly data: unknown;
}): string {
  return JSON.stringify({ event, timestamp, data, signature: "sha256=…" }, null, 2);
}

function renderTry({ at, status, error, answer, duration_ms }: Delivery["tries"][number]) {
  return html`<div class="try">
    <div class="facts">
      <strong>${status === null ? "No answer" : `HTTP ${status}`}</strong>
      <span class="quiet">${instantText(at)} · ${duration_ms} ms</span>
    </div>
    ${error === null ? nothing : html`<p class="error">${error}</p>`}
    ${answer === null || answer === "" ? nothing : html`<pre tabindex="0" aria-label="The answer">${answer}</pre>`}
  </div>`;
}

customElements.define("console-delivery-view", DeliveryView);
