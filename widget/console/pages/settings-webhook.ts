import { html, nothing, type TemplateResult } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import "../parts/menu.ts";
import type { Webhook } from "../records.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { rowsLook } from "../settings/rows-look.ts";
import "../settings/shown-once.ts";
import type { Deliveries } from "../settings/webhooks/deliveries.ts";
import "../settings/webhooks/deliveries.ts";
import { eventsText } from "../settings/webhooks/event-groups.ts";
import "../settings/webhooks/replay-form.ts";
import { remove, rotate, sendTest, type TestOutcome, turn } from "../settings/webhooks/webhook-actions.ts";
import type { KeptWebhook, WebhookRead } from "../settings/webhooks/webhook-form.ts";
import "../settings/webhooks/webhook-form.ts";
import { webhookHealth } from "../settings/webhooks/webhook-health.ts";
import { webhookLook } from "../settings/webhooks/webhook-look.ts";
import { instantText, Ticking } from "../time.ts";

type State = WebhookRead | "missing" | { readonly deleted: Webhook };

/** One webhook: how it is, what can be done with it, and what was sent to it. */
export class SettingsWebhookPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    state: { state: true },
    problem: { state: true },
    busy: { state: true },
    dialog: { state: true },
    secret: { state: true },
    tested: { state: true },
  };
  static override styles = [baseLook, buttonLook, frameLook, rowsLook, webhookLook];

  /** Null until it is loaded. */
  declare private state: State | null;
  declare private problem: string | null;
  declare private busy: boolean;
  declare private dialog: "edit" | "replay" | null;
  /** The new secret, in the only moment in which it is known. */
  declare private secret: string | null;
  declare private tested: TestOutcome | null;

  constructor() {
    super();
    this.state = null;
    this.problem = null;
    this.busy = false;
    this.dialog = null;
    this.secret = null;
    this.tested = null;
    new Ticking(this);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place") && this.state === null) void this.#load();
  }

  override render() {
    return settingsFrame(
      this,
      {
        title: "Webhook",
        actions: html`<a class="button" href="/crm/settings/webhooks">${icon("back", 15)}All webhooks</a>`,
        problem: this.problem,
      },
      this.#renderState(),
    );
  }

  #renderState(): TemplateResult {
    const { state } = this;
    if (state === null) {
      return this.problem === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the webhook"><i></i><i></i><i></i></div>`
        : html`<p><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    }
    if (state === "missing") {
      return html`<p class="none">This webhook does not exist. It may have been deleted, or it belongs to the other mode.</p>`;
    }
    if ("deleted" in state) {
      return html`<div class="card">
        <p>This webhook is deleted. Nothing more is sent to ${state.deleted.url}.</p>
        <div class="buttons">
          <button type="button" ?disabled=${this.busy} @click=${() => void this.#restore(state.deleted)}>${icon("reopen", 16)}Restore it</button>
        </div>
      </div>`;
    }
    return html`${this.#renderWebhook(state.webhook)}
      <console-deliveries
        .services=${this.services}
        .webhookId=${state.webhook.webhook_id}
        .search=${this.place.query}
      ></console-deliveries>
      ${this.#renderDialog(state)}`;
  }

  #renderWebhook(webhook: Webhook) {
    const { enabled, previous_secret_until } = webhook;
    return html`<section class="card" aria-label="The webhook">
      <div class="line"><span class="url">${webhook.url}</span>${webhookHealth(webhook, Date.now())}</div>
      ${webhook.description === null ? nothing : html`<p>${webhook.description}</p>`}
      <p class="quiet small">
        Listens to: ${eventsText(webhook.events)}
        ${previous_secret_until === null ? nothing : html`<br />The secret before signs too until ${instantText(previous_secret_until)}.`}
      </p>
      <div class="buttons">
        <button type="button" class="primary" ?disabled=${this.busy} @click=${() => this.#do(() => this.#test(webhook))}>Send a test</button>
        <button type="button" @click=${() => this.#show("edit")}>Edit</button>
        <button type="button" ?disabled=${!enabled} @click=${() => this.#show("replay")}>Replay</button>
        <console-menu label="More for this webhook">
          <button type="button" @click=${() => this.#do(() => turn(this.services, webhook))}>${enabled ? "Disable" : "Enable"}</button>
          <button type="button" @click=${() => this.#do(() => this.#rotate(webhook))}>Rotate the secret</button>
          <button type="button" class="danger" @click=${() => this.#do(() => this.#remove(webhook))}>Delete</button>
        </console-menu>
      </div>
      <div role="status">${this.tested === null ? nothing : renderTested(this.tested)}</div>
    </section>`;
  }

  #renderDialog(read: WebhookRead) {
    const close = () => this.#show(null);
    if (this.secret !== null) {
      return html`<console-shown-once
        heading="The new secret"
        label="the secret"
        .secret=${this.secret}
        advice="For 24 hours deliveries are signed with the old one too."
        @close=${() => {
          this.secret = null;
        }}
      ></console-shown-once>`;
    }
    if (this.dialog === "replay") {
      return html`<console-replay-form
        .services=${this.services}
        .webhookId=${read.webhook.webhook_id}
        @close=${close}
        @replayed=${() => this.#deliveries?.load()}
      ></console-replay-form>`;
    }
    return this.dialog === "edit"
      ? html`<console-webhook-form .services=${this.services} .editing=${read} @close=${close} @kept=${this.#kept}></console-webhook-form>`
      : nothing;
  }

  get #deliveries(): Deliveries | null {
    return this.renderRoot.querySelector("console-deliveries");
  }

  #show(dialog: "edit" | "replay" | null): void {
    this.dialog = dialog;
  }

  readonly #kept = ({ detail }: CustomEvent<KeptWebhook>): void => {
    this.services.notify(detail.warning ?? "Saved.");
    void this.#load();
  };

  async #load(): Promise<void> {
    const id = Number(this.place.params["id"]);
    try {
      const { value, headers } = await this.services.client.send("GET /webhooks/{id}", { params: { id } });
      this.state = { webhook: value, etag: headers.get("ETag") };
      this.problem = null;
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "VALIDATION_ERROR")) this.state = "missing";
      else this.problem = messageOf(error);
    }
  }

  /** Does one thing at a time, and shows the webhook as it is afterwards; what fails is told. */
  async #do(work: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
      if (this.state !== null && this.state !== "missing" && "webhook" in this.state) await this.#load();
    } catch (error) {
      this.services.report(error);
    } finally {
      this.busy = false;
    }
  }

  async #test(webhook: Webhook): Promise<void> {
    this.tested = null;
    this.tested = await sendTest(this.services, webhook);
    await this.#deliveries?.load();
  }

  async #rotate(webhook: Webhook): Promise<void> {
    this.secret = await rotate(this.services, webhook);
  }

  async #remove(webhook: Webhook): Promise<void> {
    if (await remove(this.services, webhook)) this.state = { deleted: webhook };
  }

  #restore({ webhook_id }: Webhook): Promise<void> {
    return this.#do(async () => {
      await this.services.client.call("POST /webhooks/{id}/restore", { params: { id: webhook_id } });
      await this.#load();
    });
  }
}

function renderTested({ delivered, status, error, duration_ms, answer }: TestOutcome) {
  const answered = status === null ? "no answer" : `HTTP ${status}`;
  if (delivered)
    return html`<p class="test good">Delivered: ${answered} in ${duration_ms} ms.${answer ? html` It said: ${answer}` : nothing}</p>`;
  return html`<p class="test">Not delivered: ${answered}. ${error}</p>`;
}

customElements.define("console-settings-webhook", SettingsWebhookPage);
