import { html, LitElement, nothing } from "lit";
import { messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField, textField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import "../parts/menu.ts";
import type { Activity, ConversationDetail, Conversion } from "../records.ts";
import { may, type Right } from "../rights.ts";
import type { Services } from "../services.ts";
import { leadActsLook } from "./lead-acts-look.ts";
import { type ConversionWish, conversionParts, conversionTexts } from "./lead-conversion.ts";

type Asking = "convert" | "activity" | "note";

const headings: Readonly<Record<Asking, string>> = {
  convert: "Convert the lead",
  activity: "Log an activity",
  note: "Add a note to the lead",
};
const activityTypes = [
  ["call", "Call"],
  ["email", "Email"],
  ["meeting", "Meeting"],
  ["task", "Task"],
] as const;

/**
 * What an agent does with the lead of a conversation without leaving it: convert, log an activity, add a note.
 * @fires done - something was stored: what shows the lead reads it anew
 */
class LeadActs extends LitElement {
  static override properties = {
    desk: { attribute: false },
    services: { attribute: false },
    lead: { attribute: false },
    asking: { state: true },
    wish: { state: true },
    preview: { state: true },
    type: { state: true },
    subject: { state: true },
    text: { state: true },
    busy: { state: true },
    problem: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, leadActsLook];

  declare desk: Desk;
  declare services: Services;
  declare lead: NonNullable<ConversationDetail["lead"]>;
  declare private asking: Asking | null;
  declare private wish: ConversionWish;
  /** What would come of the wish. */
  declare private preview: Conversion | null;
  declare private type: Activity["type"];
  declare private subject: string;
  declare private text: string;
  declare private busy: boolean;
  declare private problem: string | null;

  constructor() {
    super();
    this.asking = null;
    this.wish = { create_contact: true, create_prospect: true, create_opportunity: false };
    this.preview = null;
    this.type = "call";
    this.subject = "";
    this.text = "";
    this.busy = false;
    this.problem = null;
  }

  override render() {
    const isConverted = this.lead.status === "converted";
    return html`<console-menu .label=${"More for this lead"} .text=${"More"}>
        ${isConverted ? nothing : this.#renderItem("convert", "next", "Convert or open an opportunity…")}
        ${this.#may("activities:write") ? this.#renderItem("activity", "task", "Log an activity…") : nothing}
        ${this.#renderItem("note", "note", "Add a note to the lead…")}
      </console-menu>
      ${this.#renderDialog()}`;
  }

  #renderItem(what: Asking, sign: Parameters<typeof icon>[0], text: string) {
    return html`<button type="button" @click=${() => this.#ask(what)}>${icon(sign, 16)}${text}</button>`;
  }

  #renderDialog() {
    const { asking, busy } = this;
    const verb = asking === "convert" ? "Convert lead" : "Save";
    return html`<console-dialog .heading=${headings[asking ?? "note"]} .open=${asking !== null} .busy=${busy} @close=${() => this.#ask(null)}>
      <div class="stack">
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${asking === "convert" ? this.#renderConvert() : this.#renderWords(asking === "activity")}
      </div>
      <button slot="actions" type="button" ?disabled=${busy} @click=${() => this.#ask(null)}>Cancel</button>
      <button slot="actions" type="button" class="primary" ?disabled=${busy || !this.#isReady} @click=${() => void this.#store()}>
        ${busy ? "Saving…" : verb}
      </button>
    </console-dialog>`;
  }

  #renderConvert() {
    return html`<p class="quiet">What is known already is linked, not doubled.</p>
      ${conversionParts.map(({ flag, label, right }) => {
        const allowed = this.#may(right);
        return html`<label class="part">
          <input type="checkbox" .checked=${this.wish[flag]} ?disabled=${!allowed || this.busy} @change=${(event: Event) => this.#choose(flag, event)} />
          <span>${label}<span class="quiet small" role="status">
            ${allowed ? (this.preview === null ? "…" : conversionTexts[this.preview.actions[flag.slice(7) as keyof Conversion["actions"]]]) : "Your role cannot make these. Ask an admin."}
          </span></span>
        </label>`;
      })}`;
  }

  #renderWords(isActivity: boolean) {
    return html`${
      isActivity
        ? html`${selectField({
            name: "type",
            label: "Type",
            value: this.type,
            options: activityTypes,
            onChange: (type) => {
              this.type = type as Activity["type"];
            },
          })}
            ${field({
              name: "subject",
              label: "Subject",
              value: this.subject,
              maxLength: 300,
              onInput: (subject) => {
                this.subject = subject;
              },
            })}`
        : nothing
    }
      ${textField({
        name: "words",
        label: isActivity ? "Details" : "Note",
        value: this.text,
        rows: 4,
        maxLength: 10_000,
        onInput: (text) => {
          this.text = text;
        },
      })}`;
  }

  get #isReady(): boolean {
    if (this.asking === "convert") return this.preview !== null;
    return (this.asking === "activity" ? this.subject : this.text).trim() !== "";
  }

  #may(right: Right): boolean {
    return may(this.desk.employee.role, right);
  }

  #ask(asking: Asking | null): void {
    this.asking = asking;
    this.problem = null;
    if (asking === null) return;
    if (asking === "convert") {
      const [contact, prospect] = [this.#may("contacts:write"), this.#may("prospects:write")];
      this.wish = { create_contact: contact, create_prospect: prospect, create_opportunity: false };
      void this.#try();
    }
    const first = { convert: "input", activity: "#subject", note: "#words" }[asking];
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(first)?.focus());
  }

  #choose(flag: keyof ConversionWish, event: Event): void {
    this.wish = { ...this.wish, [flag]: (event.target as HTMLInputElement).checked };
    void this.#try();
  }

  /** Asks what would come of the wish; of several answers the one to the wish on screen counts. */
  async #try(): Promise<void> {
    const { wish } = this;
    this.preview = null;
    this.problem = null;
    try {
      const preview = await this.#convert(true);
      if (wish === this.wish) this.preview = preview;
    } catch (error) {
      if (wish === this.wish) this.problem = messageOf(error);
    }
  }

  #convert(dry_run: boolean): Promise<Conversion> {
    const { client } = this.services;
    return client.call("POST /leads/{id}/convert", {
      params: { id: this.lead.lead_id },
      body: { ...this.wish, dry_run },
    });
  }

  async #store(): Promise<void> {
    const { asking } = this;
    if (asking === null || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      const told = await this.#send(asking);
      this.busy = false;
      this.subject = "";
      this.text = "";
      this.#ask(null);
      this.services.notify(told);
      this.dispatchEvent(new Event("done"));
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.busy = false;
    }
  }

  async #send(asking: Asking): Promise<string> {
    const { client } = this.services;
    const { lead_id } = this.lead;
    const text = this.text.trim();
    if (asking === "convert") {
      await this.#convert(false);
      return "Converted.";
    }
    if (asking === "note") {
      await client.call("POST /notes", { body: { entity_type: "lead", entity_id: lead_id, content: text } });
      return "Added to the lead.";
    }
    const description = text === "" ? null : text;
    // A task is still to be done; the others are told when they have happened.
    const body = { type: this.type, subject: this.subject.trim(), description, completed: this.type !== "task" };
    await client.call("POST /leads/{id}/activities", { params: { id: lead_id }, body });
    return "Logged.";
  }
}

customElements.define("console-lead-acts", LeadActs);
