import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { choicesLook, selectField } from "../parts/choices.ts";
import { fieldLook } from "../parts/field.ts";
import { colourLook } from "../settings/colour-field.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import type { MadeKey } from "../settings/keys/key-form.ts";
import "../settings/keys/key-form.ts";
import { beforeFields, behaviourFields } from "../settings/widget/behaviour-fields.ts";
import "../settings/widget/install-check.ts";
import { lookFields } from "../settings/widget/look-fields.ts";
import { shortKey } from "../settings/widget/snippet.ts";
import { WidgetForm } from "../settings/widget/widget-form.ts";
import { widgetLook } from "../settings/widget/widget-look.ts";
import "../settings/widget/widget-preview.ts";
import { wordsFields } from "../settings/widget/words-fields.ts";

/** How the chat looks and behaves where a public key stands, beside the chat itself. */
export class SettingsWidgetPage extends DeskPage {
  static override properties = { ...DeskPage.properties, making: { state: true }, made: { state: true } };
  static override styles = [baseLook, buttonLook, fieldLook, choicesLook, frameLook, colourLook, widgetLook];

  declare private making: boolean;
  /** The key that was made here, whole; gone with the page. */
  declare private made: MadeKey | null;
  readonly #form = new WidgetForm(this);

  constructor() {
    super();
    this.making = false;
    this.made = null;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("place")) void this.#form.load(Number(this.place.query.get("key")) || null);
  }

  override render() {
    const { problem } = this.#form;
    return settingsFrame(
      this,
      {
        title: "Widget",
        intro: "How the chat looks and behaves on your website. What a page sets by itself comes before it.",
        actions: html`<button type="button" @click=${this.#make}>${icon("plus", 16)}New key</button>`,
        problem,
        wide: true,
      },
      html`${this.#renderContent()}
      ${
        this.making
          ? html`<console-key-form
              kind="public"
              .services=${this.services}
              .mode=${this.services.mode.value}
              @close=${this.#close}
              @made=${this.#take}
            ></console-key-form>`
          : nothing
      }`,
    );
  }

  #renderContent(): TemplateResult {
    const { keys, key } = this.#form;
    if (keys === null) {
      return this.#form.problem === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the settings"><i></i><i></i><i></i></div>`
        : html`<p><button type="button" @click=${() => void this.#form.load(null)}>Try again</button></p>`;
    }
    if (key === null) {
      return keys.length > 0
        ? html``
        : html`<div class="card begin">
          <h2>Your website needs a public key</h2>
          <p class="quiet">It says which workspace the chat belongs to, and carries its settings. Visitors may see it.</p>
          <p><button type="button" class="primary" @click=${this.#make}>Make a public key</button></p>
        </div>`;
    }
    return html`<div class="editor">
      <div class="options">${this.#renderChooser()} ${this.#renderForm()}</div>
      <div class="beside">
        <console-widget-preview .settings=${this.#form.settings} .workspace=${this.#form.workspace}></console-widget-preview>
        <section class="card" aria-labelledby="install-title">
          <h2 id="install-title">Put it on your website</h2>
          <console-install-check
            .services=${this.services}
            .apiKey=${key}
            .whole=${this.made?.key_id === key.key_id ? this.made.key : ""}
          ></console-install-check>
        </section>
      </div>
    </div>`;
  }

  #renderChooser() {
    const { keys, key, dirty } = this.#form;
    return selectField({
      name: "key",
      label: "Key",
      options: (keys ?? []).map((one) => [String(one.key_id), `${one.name} – ${shortKey(one)}`]),
      value: String(key?.key_id),
      disabled: dirty,
      hint: dirty
        ? "Save or discard what you changed to look at another one."
        : "Each public key has settings of its own.",
      onChange: (id) => this.router.go(`/crm/settings/widget?key=${id}`),
    });
  }

  #renderForm() {
    const form = this.#form;
    const { dirty, saving } = form;
    return html`<form class="options" novalidate @submit=${this.#save}>
      ${section("Look", true, lookFields(form))} ${section("Words", true, wordsFields(form))}
      ${section("Behaviour", false, behaviourFields(form))} ${section("Before the chat", false, beforeFields(form))}
      <div class="save ${dirty ? "due" : ""}">
        <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving}>${saving ? "Saving…" : "Save changes"}</button>
        <button type="button" class="plain" ?hidden=${!dirty} @click=${() => form.discard()}>Discard</button>
      </div>
    </form>`;
  }

  readonly #make = (): void => {
    this.making = true;
  };

  readonly #close = (): void => {
    this.making = false;
  };

  /** The new key is looked at at once, with its code complete. */
  readonly #take = ({ detail }: CustomEvent<MadeKey>): void => {
    this.made = detail;
    this.router.go(`/crm/settings/widget?key=${detail.key_id}`);
    this.services.notify("The key is made. Copy its code now: the whole key is not shown again.");
  };

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#form.save();
  };
}

function section(title: string, open: boolean, content: TemplateResult): TemplateResult {
  return html`<details class="card" ?open=${open}>
    <summary>${icon("next", 16)}${title}</summary>
    <div class="fields">${content}</div>
  </details>`;
}

customElements.define("console-settings-widget", SettingsWidgetPage);
