import { css, html, nothing } from "lit";
import { checksField, switchField } from "../../parts/choices.ts";
import { field } from "../../parts/field.ts";
import type { Webhook } from "../../records.ts";
import { FormDialog } from "../form-dialog.ts";
import { eventGroups, listensToAll, ticked, withEvents, withSubject } from "./event-groups.ts";

/** A webhook as it was read, with the version that a change is made under. */
export interface WebhookRead {
  readonly webhook: Webhook;
  readonly etag: string | null;
}

/** What came of it: the webhook, its secret where one was made, and what is doubtful about its address. */
export type KeptWebhook = Webhook & { readonly secret: string | null; readonly warning: string | null };

interface Draft {
  readonly url: string;
  readonly description: string;
  readonly events: readonly string[];
  /** Empty: a good one is made. */
  readonly secret: string;
}

/**
 * Registers a webhook or changes one, `<console-webhook-form>`.
 *
 * @property editing - the webhook to change; null registers one
 * @fires kept - `detail` is the webhook
 */
class WebhookForm extends FormDialog {
  static override properties = { ...FormDialog.properties, editing: { attribute: false }, draft: { state: true } };
  static override styles = [
    ...FormDialog.styles,
    css`
      .events {
        display: grid;
        gap: 0.875rem;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      .subject {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.25rem 0.75rem;
        padding-top: 0.625rem;
        border-top: 1px solid var(--c-line);
      }
      .subject .checks {
        grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
        grid-column: 1;
        grid-row: 1;
      }
      .all {
        display: flex;
        align-items: center;
        gap: 0.4375rem;
        align-self: start;
        min-height: 1.5rem;
        font-weight: 400;
      }
    `,
  ];

  declare editing: WebhookRead | null;
  declare private draft: Draft;

  constructor() {
    super();
    this.editing = null;
    this.draft = { url: "", description: "", events: ["lead.*"], secret: "" };
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("editing") || this.editing === null) return;
    const { url, description, events } = this.editing.webhook;
    this.draft = { url, description: description ?? "", events, secret: "" };
  }

  protected override get texts() {
    return this.editing === null
      ? { heading: "New webhook", action: "Create webhook", busy: "Creating…" }
      : { heading: "Edit webhook", action: "Save changes", busy: "Saving…" };
  }

  protected override get wide(): boolean {
    return true;
  }

  protected override renderFields() {
    const { draft, problems } = this;
    return html`${field({
      name: "url",
      label: "Address",
      type: "url",
      value: draft.url,
      maxLength: 2000,
      hint: "Where your server takes events, such as https://example.com/webhooks/valethon.",
      problem: problems["url"],
      onInput: (url) => this.#change({ url }),
    })}
    ${field({
      name: "description",
      label: "Description",
      value: draft.description,
      maxLength: 500,
      hint: "For your colleagues: what it is for.",
      problem: problems["description"],
      onInput: (description) => this.#change({ description }),
    })}
    ${this.#renderEvents()}
    ${
      this.editing === null
        ? field({
            name: "secret",
            label: "Secret",
            value: draft.secret,
            maxLength: 256,
            hint: "What deliveries are signed with. Empty: a good one is made, and shown once.",
            problem: problems["secret"],
            onInput: (secret) => this.#change({ secret }),
          })
        : nothing
    }`;
  }

  #renderEvents() {
    const { events } = this.draft;
    const problem = this.problems["events"];
    return html`<fieldset class="events" aria-describedby=${problem === undefined ? nothing : "events-problem"}>
      <legend class="label">What it listens to</legend>
      ${switchField({
        name: "everything",
        label: "Every event, also those that are yet to come",
        on: events.includes("*"),
        onChange: (on) => this.#change({ events: on ? ["*"] : ["lead.*"] }),
      })}
      ${events.includes("*") ? nothing : eventGroups.map((group) => this.#renderSubject(group))}
      ${problem === undefined ? nothing : html`<div class="problem" id="events-problem">${problem}</div>`}
    </fieldset>`;
  }

  #renderSubject([subject, label, all]: (typeof eventGroups)[number]) {
    const { events } = this.draft;
    return html`<div class="subject">
      ${checksField({
        name: `events-${subject}`,
        label,
        options: all,
        values: ticked(events, subject),
        onChange: (values) => this.#change({ events: withEvents(events, subject, values) }),
      })}
      ${
        all.length < 2
          ? nothing
          : html`<label class="all"
            ><input
              type="checkbox"
              .checked=${listensToAll(events, subject)}
              @change=${(event: Event) =>
                this.#change({ events: withSubject(events, subject, (event.target as HTMLInputElement).checked) })}
            />All<span class="unseen"> of ${label.toLowerCase()}</span></label
          >`
      }
    </div>`;
  }

  #change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
  }

  protected override async submit(): Promise<void> {
    const { url, events, secret } = this.draft;
    if (events.length === 0) {
      this.problems = { events: "Tick at least one event." };
      return;
    }
    const description = this.draft.description.trim() || null;
    const named = { url: url.trim(), description, events: [...events] };
    const { client } = this.services;
    const detail: KeptWebhook =
      this.editing === null
        ? await client.call("POST /webhooks", { body: { ...named, ...(secret === "" ? {} : { secret }) } })
        : await client.call(
            "PUT /webhooks/{id}",
            { params: { id: this.editing.webhook.webhook_id }, body: named },
            this.editing.etag === null ? {} : { ifMatch: this.editing.etag },
          );
    await this.close();
    this.dispatchEvent(new CustomEvent("kept", { detail }));
  }
}

customElements.define("console-webhook-form", WebhookForm);
