import { html, nothing } from "lit";
import { messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { confirm } from "../parts/confirm.ts";
import { may } from "../rights.ts";
import type { ConsoleErasures } from "../settings/erasures.ts";
import "../settings/erasures.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import "../settings/person-finder.ts";

/** What is kept of people: to hand it out, to erase it; and the end of test data. */
export class SettingsDataPage extends DeskPage {
  static override properties = { ...DeskPage.properties, problem: { state: true }, wiping: { state: true } };
  static override styles = [baseLook, buttonLook, frameLook];

  declare private problem: string | null;
  declare private wiping: boolean;

  constructor() {
    super();
    this.problem = null;
    this.wiping = false;
  }

  override render() {
    const { mode, employee } = this.desk;
    const intro =
      mode === "test"
        ? "Of the test data: nobody real stands in it."
        : "Hand out or erase what is kept of a person, and wipe test data.";
    return settingsFrame(
      this,
      { title: "Data", intro, problem: this.problem },
      html`<console-person-finder
          .services=${this.services}
          ?mayErase=${may(employee.role, "owner")}
          @erased=${() => void this.#erasures?.load()}
        ></console-person-finder>
        <console-erasures .services=${this.services} .nameOf=${(id: number) => this.desk.nameOf(id)}></console-erasures>
        ${this.#renderWipe()}`,
    );
  }

  #renderWipe() {
    const owner = may(this.desk.employee.role, "owner");
    const test = this.desk.mode === "test";
    return html`<section class="card" aria-labelledby="wipe">
      <h2 id="wipe">Test data</h2>
      <p class="quiet">
        Wiping removes every lead, contact, deal, conversation and visit of the test data. Keys, settings, the pipeline,
        custom fields and webhooks stay. Live data is never touched.
      </p>
      ${
        test && owner
          ? html`<div class="save">
              <button type="button" class="danger" ?disabled=${this.wiping} @click=${() => void this.#wipe()}>
                ${icon("trash", 15)}${this.wiping ? "Wiping…" : "Wipe test data…"}
              </button>
            </div>`
          : nothing
      }
      ${owner ? nothing : html`<p class="quiet small">Owners can wipe it.</p>`}
      ${
        owner && !test
          ? html`<div class="save">
              <button type="button" @click=${() => this.services.setMode("test")}>${icon("flask", 15)}Switch to test data</button>
            </div>`
          : nothing
      }
    </section>`;
  }

  get #erasures(): ConsoleErasures | null {
    return this.renderRoot.querySelector("console-erasures");
  }

  async #wipe(): Promise<void> {
    const sure = await confirm({
      heading: "Wipe the test data?",
      text: "Every record and conversation of the test data goes for good. Keys and settings stay, and so does all live data.",
      action: "Wipe test data",
      danger: true,
      typed: "reset",
    });
    if (!sure) return;
    this.wiping = true;
    this.problem = null;
    try {
      await this.services.client.call("POST /reset", { body: { confirm: "reset" } });
      this.services.notify("The test data is wiped.");
      await Promise.all([this.desk.load(), this.#erasures?.load()]);
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.wiping = false;
    }
  }
}

customElements.define("console-settings-data", SettingsDataPage);
