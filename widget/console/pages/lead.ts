import { html, nothing, type TemplateResult } from "lit";
import { fieldProblems, isRefusal, messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import {
  changesOf,
  conflictsOf,
  type LeadEdits,
  type LeadField,
  leadFields,
  shownValue,
  withEdit,
} from "../leads/edits.ts";
import { leadHeader } from "../leads/lead-header.ts";
import { leadLook } from "../leads/lead-look.ts";
import { leadMenu } from "../leads/lead-menu.ts";
import { leadSide } from "../leads/lead-side.ts";
import { leadTimeline } from "../leads/lead-timeline.ts";
import { nameOfLead } from "../leads/name.ts";
import { originHint } from "../leads/origin-hint.ts";
import { originOf } from "../leads/origins.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import { factsLook } from "../parts/facts.ts";
import { field, fieldLook } from "../parts/field.ts";
import { statusLook } from "../parts/status.ts";
import type { Lead, LeadChange, LeadDetail } from "../records.ts";

/** One lead: its fields, its history, and where it came from. A change that somebody else made meanwhile is never overwritten. */
export class LeadPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    lead: { state: true },
    edits: { state: true },
    problem: { state: true },
    problems: { state: true },
    saving: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, avatarLook, statusLook, factsLook, leadLook];

  declare private lead: LeadDetail | "missing" | null;
  declare private edits: LeadEdits;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private saving: boolean;
  #etag: string | null = null;
  #undo: (() => void) | null = null;

  constructor() {
    super();
    this.lead = null;
    this.edits = {};
    this.problem = null;
    this.problems = {};
    this.saving = false;
  }

  protected override watched() {
    return [this.desk.employees];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#undo = this.desk.onEvent((event) => {
      const ours = event.data["lead_id"] === this.#id || event.data["entity_id"] === this.#id;
      if (ours && !this.saving) void this.#load();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undo?.();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("place")) return;
    this.lead = null;
    this.edits = {};
    void this.#load();
  }

  override render() {
    const { lead } = this;
    if (lead === "missing") return this.#renderMissing();
    return html`<div class="page">
      <nav aria-label="Breadcrumb"><a class="crumb" href="/crm/leads" @click=${this.#back}>${icon("back", 15)}Leads</a></nav>
      ${lead === null ? this.#renderLoading() : this.#renderLead(lead)}
    </div>`;
  }

  get #id(): number {
    return Number(this.place.params["id"]);
  }

  #renderLead(lead: LeadDetail) {
    const menu = leadMenu(lead, this.desk, this.services);
    return html`${leadHeader(lead, this.desk.employees.value, (change) => void this.#put(change), menu)} ${this.#renderProblem()}
      <div class="columns">
        <div class="main">
          ${this.#renderForm(lead)}
          ${leadTimeline(lead, { addNote: (text) => this.#addNote(text), now: Date.now() })}
        </div>
        <aside aria-label="About this lead">${leadSide(lead, this.desk.nameOf(lead.assigned_to), Date.now())}</aside>
      </div>`;
  }

  #renderForm(lead: LeadDetail) {
    const dirty = Object.keys(this.edits).length > 0;
    return html`<form class="card" @submit=${this.#save} @keydown=${this.#formKey} novalidate aria-label="Contact details">
      <h2>Contact details</h2>
      <div class="fields">
        ${leadFields.map(({ name, label, type, autocomplete, longest }) =>
          field({
            name,
            label,
            type,
            autocomplete,
            maxLength: longest,
            value: shownValue(lead, this.edits, name),
            hint: originHint(originOf(lead, this.edits, name), Date.now()),
            problem: this.problems[name],
            onInput: (value) => this.#edit(lead, name, value),
          }),
        )}
        <div class="save">
          <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || this.saving}>
            ${this.saving ? "Saving…" : "Save changes"}
          </button>
          ${dirty ? html`<button type="button" class="plain" @click=${this.#discard}>Discard</button>` : nothing}
        </div>
      </div>
    </form>`;
  }

  #renderProblem(): TemplateResult | typeof nothing {
    if (this.problem === null) return nothing;
    return html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>`;
  }

  #renderLoading() {
    if (this.problem !== null) {
      return html`${this.#renderProblem()}
        <p><button type="button" @click=${() => void this.#load()}>Try again</button></p>`;
    }
    return html`<div class="skeleton ghost" role="status" aria-label="Loading the lead"><i></i><i></i><i></i><i></i></div>`;
  }

  #renderMissing() {
    return html`<div class="missing">
      <h1>This lead does not exist</h1>
      <p class="quiet">It may have been deleted or merged, or it belongs to the other mode.</p>
      <a class="button" href="/crm/leads">All leads</a>
    </div>`;
  }

  async #load(): Promise<void> {
    const id = this.#id;
    try {
      const { value, headers } = await this.services.client.send("GET /leads/{id}", { params: { id } });
      if (id !== this.#id) return;
      this.lead = value;
      this.#etag = headers.get("ETag");
      this.services.title.set(nameOfLead(value));
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "VALIDATION_ERROR")) this.lead = "missing";
      else this.problem = messageOf(error);
    }
  }

  /** Writes a change under the version on screen. Resolves to whether it was stored. */
  async #put(change: LeadChange): Promise<boolean> {
    const before = this.lead;
    if (before === null || before === "missing" || this.saving) return false;
    this.saving = true;
    this.problem = null;
    this.problems = {};
    try {
      const options = this.#etag === null ? {} : { ifMatch: this.#etag };
      await this.services.client.call("PUT /leads/{id}", { params: { id: this.#id }, body: change }, options);
      await this.#load();
      return true;
    } catch (error) {
      await this.#refused(error, before);
      return false;
    } finally {
      this.saving = false;
    }
  }

  async #refused(error: unknown, before: LeadDetail): Promise<void> {
    if (!isRefusal(error, "PRECONDITION_FAILED")) {
      this.problems = fieldProblems(error);
      this.problem = messageOf(error);
      // A select that was turned shows the stored value again.
      this.lead = { ...before };
      return;
    }
    await this.#load();
    const after = this.lead;
    const both = after === null || after === "missing" ? [] : conflictsOf(before, after, this.edits);
    const overlap = both.length === 0 ? "" : ` You both changed ${both.join(", ")}.`;
    this.problem = `Somebody else changed this lead meanwhile; you see the new version.${overlap} Nothing of yours was saved yet: check it, then save again.`;
  }

  async #addNote(text: string): Promise<boolean> {
    try {
      await this.services.client.call("POST /notes", {
        body: { entity_type: "lead", entity_id: this.#id, content: text },
      });
      await this.#load();
      return true;
    } catch (error) {
      this.services.report(error);
      return false;
    }
  }

  #edit(lead: Lead, name: LeadField, value: string): void {
    this.edits = withEdit(lead, this.edits, name, value);
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const saved = this.edits;
    if (Object.keys(saved).length === 0 || !(await this.#put(changesOf(saved)))) return;
    this.edits = {};
    this.services.notify("Saved.");
  };

  readonly #discard = (): void => {
    this.edits = {};
    this.problem = null;
    this.problems = {};
  };

  readonly #formKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#discard();
  };

  /** Back to the table as it was left, with its filters, when that is where one came from. */
  readonly #back = (event: MouseEvent): void => {
    const fromTable = /^\/crm\/leads(\?|$)/.test(this.router.previous ?? "");
    if (!fromTable || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  };
}

customElements.define("console-lead", LeadPage);
