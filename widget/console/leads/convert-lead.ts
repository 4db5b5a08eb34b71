import { html, LitElement, nothing, type TemplateResult } from "lit";
import { fieldProblems, messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook, switchField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import { namedLinks } from "../records/linked.ts";
import type { Link } from "../records/side.ts";
import type { LeadDetail } from "../records.ts";
import { may, type Right } from "../rights.ts";
import type { Services } from "../services.ts";
import { bodyOf, type Conversion, convertedTo, previewOf, type Wish } from "./conversion.ts";
import { dialogLook } from "./dialog-look.ts";
import { nameOfLead } from "./name.ts";

type Part = "contact" | "prospect" | "opportunity";

const parts: readonly { readonly name: Part; readonly label: string; readonly hint: string; readonly right: Right }[] =
  [
    {
      name: "contact",
      label: "A person",
      hint: "Notes, activities and conversations move there.",
      right: "contacts:write",
    },
    { name: "prospect", label: "A prospect", hint: "The company the person works for.", right: "prospects:write" },
    { name: "opportunity", label: "An opportunity", hint: "A deal in your pipeline.", right: "opportunities:write" },
  ];

/**
 * Converts a lead, `<console-convert-lead>`: shows what would come of each choice while one chooses, then what came of it.
 * @property lead - the lead
 * @fires close - the person is done or wants it closed
 * @fires changed - the lead was converted, here or by somebody else: read it anew
 */
export class ConvertLead extends LitElement {
  static override properties = {
    services: { attribute: false },
    desk: { attribute: false },
    lead: { attribute: false },
    open: { type: Boolean },
    wish: { state: true },
    preview: { state: true },
    result: { state: true },
    problem: { state: true },
    problems: { state: true },
    busy: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, choicesLook, dialogLook];

  declare services: Services;
  declare desk: Desk;
  declare lead: LeadDetail;
  declare open: boolean;
  declare private wish: Wish;
  declare private preview: { readonly conversion: Conversion; readonly linked: readonly Link[] } | null;
  /** What the lead became. */
  declare private result: readonly Link[] | null;
  declare private problem: string | null;
  declare private problems: Readonly<Record<string, string>>;
  declare private busy: boolean;
  #trying = 0;

  constructor() {
    super();
    this.open = false;
    this.wish = { contact: true, prospect: true, opportunity: false, name: "", value: "" };
    this.preview = null;
    this.result = null;
    this.problem = null;
    this.problems = {};
    this.busy = false;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("open") || !this.open) return;
    this.wish = {
      contact: this.#may("contact"),
      prospect: this.#may("prospect"),
      opportunity: false,
      name: "",
      value: "",
    };
    this.result = null;
    this.preview = null;
    this.problems = {};
    void this.#try();
  }

  override render() {
    const { open, busy, result } = this;
    const name = nameOfLead(this.lead);
    return html`<console-dialog
      .heading=${result === null ? `Convert ${name}` : `${name} is converted`}
      .open=${open}
      .busy=${busy}
      @close=${this.#close}
    >
      <div class="stack">
        ${this.problem === null ? nothing : html`<p class="refusal" role="alert">${this.problem}</p>`}
        ${result === null ? this.#renderChoices() : this.#renderResult(result)}
      </div>
      ${result === null ? this.#renderActions() : html`<button slot="actions" type="button" class="primary" @click=${this.#close}>Done</button>`}
    </console-dialog>`;
  }

  #renderChoices(): TemplateResult {
    const { wish, problems } = this;
    return html`${parts.map(({ name, label, hint }) =>
      switchField({
        name,
        label,
        hint: this.#may(name) ? hint : "Your role cannot make these. Ask an admin.",
        on: wish[name],
        disabled: !this.#may(name) || this.busy,
        onChange: (on) => this.#choose({ [name]: on }),
      }),
    )}
    ${
      wish.opportunity
        ? html`${field({
            name: "opportunity_name",
            label: "Name of the opportunity",
            value: wish.name,
            maxLength: 200,
            hint: "Called after the company when you leave it empty.",
            problem: problems["opportunity_name"],
            onInput: (text) => this.#type({ name: text }),
          })}
          ${field({
            name: "opportunity_value",
            label: "Value",
            value: wish.value,
            inputMode: "decimal",
            problem: problems["opportunity_value"],
            onInput: (text) => this.#type({ value: text }),
          })}`
        : nothing
    }
    ${this.#renderPreview()}`;
  }

  #renderPreview(): TemplateResult {
    const lines = this.preview === null ? [] : previewOf(this.preview.conversion, this.lead, this.preview.linked);
    return html`<ul class="preview" aria-label="What comes of it" aria-live="polite">
      ${lines.map(
        ({ label, text, link }) =>
          html`<li>
            <span class="quiet">${label}</span>
            <span>${text}${link === null ? nothing : html` <a href=${link.href}>${link.text}</a>`}</span>
          </li>`,
      )}
      ${lines.length === 0 ? html`<li><span class="quiet">Nothing yet</span></li>` : nothing}
    </ul>`;
  }

  #renderResult(links: readonly Link[]): TemplateResult {
    return html`<ul class="links">
      ${links.map(
        ({ href, sign, text, more }) =>
          html`<li>
            <a href=${href}>${icon(sign)}<span class="clip">${text}</span><span class="quiet small">${more}</span></a>
          </li>`,
      )}
    </ul>`;
  }

  #renderActions(): TemplateResult {
    const isReady = this.preview !== null && !this.busy;
    return html`<button slot="actions" type="button" ?disabled=${this.busy} @click=${this.#close}>Cancel</button>
      <button slot="actions" type="button" class="primary" ?disabled=${!isReady} @click=${this.#convert}>
        ${this.busy ? "Converting…" : "Convert lead"}
      </button>`;
  }

  #may(part: Part): boolean {
    const right = parts.find(({ name }) => name === part)?.right ?? "owner";
    return may(this.desk.employee.role, right);
  }

  #type(change: Partial<Wish>): void {
    this.wish = { ...this.wish, ...change };
  }

  #choose(change: Partial<Wish>): void {
    this.#type(change);
    void this.#try();
  }

  /** Asks what would come of the wish; of several answers the last one asked for counts. */
  async #try(): Promise<void> {
    this.#trying += 1;
    const trying = this.#trying;
    const { client } = this.services;
    this.problem = null;
    try {
      const conversion = await client.call("POST /leads/{id}/convert", this.#asks(true));
      const linked = await namedLinks(client, conversion);
      if (trying === this.#trying) this.preview = { conversion, linked };
    } catch (error) {
      if (trying !== this.#trying) return;
      this.preview = null;
      await this.#refused(error);
    }
  }

  readonly #convert = async (): Promise<void> => {
    const { client } = this.services;
    this.busy = true;
    this.problem = null;
    this.problems = {};
    try {
      const converted = await client.call("POST /leads/{id}/convert", this.#asks(false));
      this.result = await namedLinks(client, converted);
      this.dispatchEvent(new Event("changed"));
    } catch (error) {
      await this.#refused(error);
    } finally {
      this.busy = false;
    }
  };

  async #refused(error: unknown): Promise<void> {
    const ids = convertedTo(error);
    this.problem = messageOf(error);
    this.problems = fieldProblems(error);
    if (ids === null) return;
    this.result = await namedLinks(this.services.client, ids);
    this.dispatchEvent(new Event("changed"));
  }

  #asks(dryRun: boolean) {
    return { params: { id: this.lead.lead_id }, body: bodyOf(this.wish, dryRun) };
  }

  readonly #close = (): void => {
    this.dispatchEvent(new Event("close"));
  };
}

customElements.define("console-convert-lead", ConvertLead);
