import { html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import type { Webhook } from "../records.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { rowsLook } from "../settings/rows-look.ts";
import "../settings/shown-once.ts";
import { eventsText } from "../settings/webhooks/event-groups.ts";
import type { KeptWebhook } from "../settings/webhooks/webhook-form.ts";
import "../settings/webhooks/webhook-form.ts";
import { webhookHealth } from "../settings/webhooks/webhook-health.ts";
import { Ticking } from "../time.ts";

/** Where the events of this mode go. */
export class SettingsWebhooksPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    webhooks: { state: true },
    problem: { state: true },
    making: { state: true },
    made: { state: true },
  };
  static override styles = [baseLook, buttonLook, frameLook, rowsLook];

  /** Null until they are loaded. */
  declare private webhooks: readonly Webhook[] | null;
  declare private problem: string | null;
  declare private making: boolean;
  /** The webhook whose secret is shown, for the only time. */
  declare private made: KeptWebhook | null;

  constructor() {
    super();
    this.webhooks = null;
    this.problem = null;
    this.making = false;
    this.made = null;
    new Ticking(this);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#load();
  }

  override render() {
    return settingsFrame(
      this,
      {
        title: "Webhooks",
        intro: "Your own servers hear of what happens here: each event is a signed request, tried again for days.",
        actions: html`<button type="button" class="primary" @click=${this.#make}>${icon("plus", 16)}New webhook</button>`,
        problem: this.problem,
      },
      html`${this.#renderList()} ${this.#renderDialogs()}`,
    );
  }

  #renderList(): TemplateResult {
    const { webhooks } = this;
    if (webhooks === null) {
      return this.problem === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the webhooks"><i></i><i></i><i></i></div>`
        : html`<p><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    }
    if (webhooks.length === 0)
      return html`<p class="none">No webhook yet. With one, your CRM or your chat tool hears of each new lead at once.</p>`;
    const now = Date.now();
    return html`<ul class="rows" aria-label="Webhooks">
      ${webhooks.map(
        (webhook) => html`<li class=${webhook.enabled ? "" : "past"}>
          <div class="what">
            <a class="name" href="/crm/settings/webhooks/${webhook.webhook_id}">${webhook.url}</a>
            <span class="quiet small">
              ${eventsText(webhook.events)}${webhook.description === null ? "" : ` · ${webhook.description}`}
            </span>
          </div>
          <span class="state">${webhookHealth(webhook, now)}</span>
        </li>`,
      )}
    </ul>`;
  }

  #renderDialogs() {
    const { made } = this;
    if (made !== null && made.secret !== null) {
      return html`<console-shown-once
        heading="The webhook’s secret"
        label="the secret"
        .secret=${made.secret}
        .advice=${html`<p>Your server checks with it that a request came from here.</p>
          ${made.warning === null ? nothing : html`<p>${made.warning}</p>`}`}
        @close=${() => this.#openMade(made)}
      ></console-shown-once>`;
    }
    return this.making
      ? html`<console-webhook-form .services=${this.services} @close=${this.#close} @kept=${this.#kept}></console-webhook-form>`
      : nothing;
  }

  readonly #make = (): void => {
    this.making = true;
  };

  readonly #close = (): void => {
    this.making = false;
  };

  readonly #kept = ({ detail }: CustomEvent<KeptWebhook>): void => {
    if (detail.secret === null) this.#openMade(detail);
    else this.made = detail;
  };

  #openMade({ webhook_id, warning, secret }: KeptWebhook): void {
    this.made = null;
    if (warning !== null && secret === null) this.services.notify(warning);
    this.router.go(`/crm/settings/webhooks/${webhook_id}`);
  }

  /** Reads them anew; never rejects: what fails is shown. */
  async #load(): Promise<void> {
    try {
      const query = { per_page: 100, sort: "created_at", order: "desc" } as const;
      this.webhooks = (await this.services.client.call("GET /webhooks", { query })).data;
      this.problem = null;
    } catch (error) {
      if (!isRefusal(error, "AUTH_REQUIRED")) this.problem = messageOf(error);
    }
  }
}

customElements.define("console-settings-webhooks", SettingsWebhooksPage);
