import { html, LitElement, nothing } from "lit";
import { messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { buttonLook } from "../parts/button.ts";
import { textField } from "../parts/choices.ts";
import "../parts/dialog.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { TriedRules } from "../records.ts";
import type { Services } from "../services.ts";
import { cardLook } from "./card-look.ts";
import { draftOf, type RuleDraft, ruleFields, ruleOf } from "./rule-dialog.ts";
import { moved, type Rule, type Rules, whenRule } from "./rule-words.ts";
import { SettingsForm } from "./settings-form.ts";

const blank: Rule = { any_of: [], reply: "", suggested_actions: [] };

/** What answers until a person does: rules in their order, the fallback, and a message to try them with. */
class RulesCard extends LitElement {
  static override properties = {
    services: { attribute: false },
    edited: { state: true },
    draft: { state: true },
    message: { state: true },
    tried: { state: true },
    failed: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, cardLook];

  declare services: Services;
  /** Place of the rule that is edited, one beyond the last for a new one; null while none is. */
  declare private edited: number | null;
  declare private draft: RuleDraft;
  declare private message: string;
  /** What would answer the message. */
  declare private tried: TriedRules | null;
  declare private failed: string | null;
  readonly #form = new SettingsForm(this);

  constructor() {
    super();
    this.edited = null;
    this.draft = draftOf(blank);
    this.message = "";
    this.tried = null;
    this.failed = null;
  }

  override render() {
    const { settings, problem } = this.#form;
    return html`<section class="card" aria-label="Automatic replies">
      <header>
        <div>
          <h2>Automatic replies</h2>
          <p class="quiet small">The first rule that fits answers, until a person has written in the conversation.</p>
        </div>
        ${settings === null ? nothing : html`<button type="button" @click=${() => this.#edit(this.#rules.rules.length)}>${icon("plus", 16)}New rule</button>`}
      </header>
      ${problem === null ? nothing : html`<p class="refusal" role="alert">${problem}</p>`}
      ${
        settings === null
          ? problem === null
            ? html`<div class="ghost skeleton" role="status" aria-label="Loading the rules"><i></i><i></i><i></i></div>`
            : html`<div><button type="button" @click=${() => void this.#form.load()}>Try again</button></div>`
          : this.#renderRules()
      }
    </section>`;
  }

  get #rules(): Rules {
    return this.#form.value("reply_rules");
  }

  #put(change: Partial<Rules>): void {
    this.tried = null;
    this.#form.edit("reply_rules", { ...this.#rules, ...change });
  }

  #renderRules() {
    const { dirty, saving } = this.#form;
    const { rules, fallback } = this.#rules;
    return html`${
      rules.length === 0
        ? html`<p class="none">No rules: every first message gets the answer below.</p>`
        : html`<ol class="rows">
              ${rules.map((rule, place) => this.#renderRule(rule, place, rules.length))}
            </ol>`
    }
      ${textField({
        name: "fallback",
        label: "When no rule fits",
        value: fallback.reply,
        rows: 2,
        maxLength: 4000,
        onInput: (reply) => this.#put({ fallback: { ...fallback, reply } }),
      })}
      ${this.#renderTry()}
      <div class="save">
        <button type="button" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving} @click=${() => void this.#form.save()}>
          ${saving ? "Saving…" : "Save changes"}
        </button>
        <button type="button" class="plain" ?hidden=${!dirty} @click=${() => this.#form.discard()}>Discard</button>
        ${dirty ? html`<span class="quiet small">Visitors hear the stored rules until you save.</span>` : nothing}
      </div>
      ${this.#renderDialog()}`;
  }

  #renderRule(rule: Rule, place: number, count: number) {
    const { rules } = this.#rules;
    const name = `rule ${place + 1}`;
    const move = (by: 1 | -1) => this.#put({ rules: [...moved(rules, place, place + by)] });
    return html`<li class=${this.tried?.rule === place ? "hit" : ""}>
      <span class="number">${place + 1}</span>
      <div class="words">
        <p class="clip"><strong>${whenRule(rule)}</strong></p>
        <p class="quiet small clip">${rule.reply}</p>
      </div>
      <span class="buttons">
        <button type="button" class="icon" aria-label="Move ${name} up" ?disabled=${place === 0} @click=${() => move(-1)}>${icon("up", 17)}</button>
        <button type="button" class="icon" aria-label="Move ${name} down" ?disabled=${place === count - 1} @click=${() => move(1)}>${icon("down", 17)}</button>
        <button type="button" class="icon" aria-label="Edit ${name}" @click=${() => this.#edit(place)}>${icon("edit", 17)}</button>
        <button type="button" class="icon" aria-label="Remove ${name}" @click=${() => this.#put({ rules: rules.filter((_, at) => at !== place) })}>${icon("trash", 17)}</button>
      </span>
    </li>`;
  }

  #renderTry() {
    const { tried, failed } = this;
    return html`<div class="try" @keydown=${this.#tryKey}>
      ${field({
        name: "try",
        label: "Try a message",
        value: this.message,
        maxLength: 4000,
        problem: failed ?? undefined,
        onInput: (message) => {
          this.message = message;
        },
      })}
      <button type="button" ?disabled=${this.message.trim() === ""} @click=${() => void this.#try()}>Try</button>
      <div class=${tried === null ? "" : "answer"} role="status">
        ${tried === null ? nothing : html`<strong>${tried.rule === null ? "No rule fits" : `Rule ${tried.rule + 1} answers`}:</strong> ${tried.reply}`}
      </div>
    </div>`;
  }

  #renderDialog() {
    const { rules } = this.#rules;
    const isNew = this.edited === rules.length;
    return html`<console-dialog .heading=${isNew ? "New rule" : "Edit rule"} .open=${this.edited !== null} @close=${() => this.#edit(null)}>
      ${ruleFields(this.draft, (change) => {
        this.draft = { ...this.draft, ...change };
      })}
      <button slot="actions" type="button" @click=${() => this.#edit(null)}>Cancel</button>
      <button slot="actions" type="button" class="primary" ?disabled=${this.draft.reply.trim() === ""} @click=${this.#keep}>
        ${isNew ? "Add rule" : "Keep changes"}
      </button>
    </console-dialog>`;
  }

  #edit(place: number | null): void {
    this.edited = place;
    this.draft = draftOf(place === null ? blank : (this.#rules.rules[place] ?? blank));
    if (place !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#phrases")?.focus());
  }

  readonly #keep = (): void => {
    const { rules } = this.#rules;
    const at = this.edited ?? rules.length;
    this.#put({ rules: [...rules.slice(0, at), ruleOf(this.draft), ...rules.slice(at + 1)] });
    this.#edit(null);
  };

  readonly #tryKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    void this.#try();
  };

  /** With the rules as they are on screen, stored or not. */
  async #try(): Promise<void> {
    const message = this.message.trim();
    if (message === "") return;
    try {
      const body = { message, reply_rules: this.#rules };
      this.tried = await this.services.client.call("POST /settings/reply-rules/try", { body });
      this.failed = null;
    } catch (error) {
      this.tried = null;
      this.failed = messageOf(error);
    }
  }
}

customElements.define("console-rules-card", RulesCard);
