import { html } from "lit";
import { live } from "lit/directives/live.js";
import { FormDialog } from "../form-dialog.ts";

/**
 * Sends everything since a moment again, `<console-replay-form>`.
 *
 * @property webhookId
 * @fires replayed
 */
class ReplayForm extends FormDialog {
  static override properties = { ...FormDialog.properties, webhookId: { attribute: false }, since: { state: true } };

  declare webhookId: number;
  declare private since: string;

  constructor() {
    super();
    this.since = localTime(Date.now() - 3_600_000);
  }

  protected override readonly texts = { heading: "Replay events", action: "Replay", busy: "Asking…" };

  protected override renderFields() {
    const problem = this.problems["since"];
    return html`<p>
        Every event since then that this webhook listens to is sent again, oldest first, also those that were delivered. Each
        keeps its <code>webhook-id</code>, so your server can tell what it has seen.
      </p>
      <div class="field">
        <label for="since">Since</label>
        <input
          id="since"
          type="datetime-local"
          required
          max=${localTime(Date.now())}
          .value=${live(this.since)}
          aria-describedby="since-hint"
          @change=${(event: Event) => {
            this.since = (event.target as HTMLInputElement).value;
          }}
        />
        <div class=${problem === undefined ? "hint" : "problem"} id="since-hint">${problem ?? "In your own time zone."}</div>
      </div>`;
  }

  protected override async submit(): Promise<void> {
    const since = new Date(this.since);
    if (Number.isNaN(since.getTime())) {
      this.problems = { since: "Choose a day and a time." };
      return;
    }
    const input = { params: { id: this.webhookId }, body: { since: since.toISOString() } };
    await this.services.client.call("POST /webhooks/{id}/replay", input);
    this.services.notify("Events since then are sent again, little by little.");
    await this.close();
    this.dispatchEvent(new Event("replayed"));
  }
}

/** An instant (milliseconds) as a `datetime-local` input takes it, to the minute. */
function localTime(instant: number): string {
  return new Date(instant).toLocaleString("sv-SE").slice(0, 16).replace(" ", "T");
}

customElements.define("console-replay-form", ReplayForm);
