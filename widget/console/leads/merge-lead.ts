import { html, LitElement, nothing, type TemplateResult } from "lit";
import { messageOf } from "../api.ts";
import "../inbox/lead-finder.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import "../parts/dialog.ts";
import type { FoundLead, LeadDetail } from "../records.ts";
import type { Services } from "../services.ts";
import { dialogLook } from "./dialog-look.ts";
import { belongingsOf, mergeLead, previewMerge } from "./merging.ts";
import { nameOfLead } from "./name.ts";

/**
 * Finds another lead of the same person and merges it into this one, `<console-merge-lead>`, after showing what comes of it.
 * @property lead - the lead that stays
 * @fires close - the person is done or wants it closed
 * @fires changed - a lead was merged into this one: read it anew
 */
export class MergeLead extends LitElement {
  static override properties = {
    services: { attribute: false },
    lead: { attribute: false },
    open: { type: Boolean },
    other: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  static override styles = [baseLook, buttonLook, dialogLook];

  declare services: Services;
  declare lead: LeadDetail;
  declare open: boolean;
  /** The one that goes. */
  declare private other: LeadDetail | null;
  declare private problem: string | null;
  declare private busy: boolean;

  constructor() {
    super();
    this.open = false;
    this.other = null;
    this.problem = null;
    this.busy = false;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("open") || !this.open) return;
    this.other = null;
    this.problem = null;
  }

  override render() {
    const { other, open, busy } = this;
    return html`<console-dialog .heading="Merge another lead into ${nameOfLead(this.lead)}" .open=${open} .busy=${busy} @close=${this.#close}>
      <div class="stack">
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${other === null ? this.#renderFinder() : this.#renderPreview(other)}
      </div>
      ${
        other === null
          ? nothing
          : html`<button slot="actions" type="button" ?disabled=${busy} @click=${this.#again}>Choose another</button>
            <button slot="actions" type="button" class="primary" ?disabled=${busy} @click=${() => void this.#merge(other)}>
              ${busy ? "Merging…" : "Merge leads"}
            </button>`
      }
    </console-dialog>`;
  }

  #renderFinder(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<p class="quiet">The other lead goes; what was noted, done and said with it moves here.</p>
      <console-lead-finder
        .client=${this.services.client}
        verb="shows what would come of it"
        .busy=${this.busy}
        @pick=${(event: CustomEvent<FoundLead>) => void this.#pick(event.detail.id)}
        @cancel=${this.#close}
      ></console-lead-finder>`;
  }

  #renderPreview(other: LeadDetail): TemplateResult {
    const moving = belongingsOf(other);
    return html`<p><strong>${nameOfLead(other)}</strong> goes.${moving === "" ? "" : ` Moving here: ${moving}.`} You can take it back for 30 days.</p>
      <section class="preview" aria-label="The lead after merging">
        <dl>
          ${previewMerge(this.lead, other).map(
            ({ label, value, isTaken }) =>
              html`<div>
                <dt>${label}</dt>
                <dd>
                  ${value || html`<span class="quiet">–</span>`}${isTaken ? html` <span class="taken">from the other</span>` : nothing}
                </dd>
              </div>`,
          )}
        </dl>
      </section>`;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event("close"));
  };

  readonly #again = (): void => {
    this.other = null;
    this.problem = null;
  };

  async #pick(id: number): Promise<void> {
    if (id === this.lead.lead_id) {
      this.problem = "That is this lead itself. Choose the other one.";
      return;
    }
    await this.#try(async () => {
      this.other = await this.services.client.call("GET /leads/{id}", { params: { id } });
    });
  }

  async #merge(other: LeadDetail): Promise<void> {
    await this.#try(async () => {
      await mergeLead(this.services, this.lead.lead_id, other);
      this.dispatchEvent(new Event("changed"));
      this.#close();
    });
  }

  async #try(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define("console-merge-lead", MergeLead);
