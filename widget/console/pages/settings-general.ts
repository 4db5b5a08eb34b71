import { html } from "lit";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField, textField } from "../parts/choices.ts";
import { field, fieldLook } from "../parts/field.ts";
import type { Settings } from "../records.ts";
import { colourField, colourLook } from "../settings/colour-field.ts";
import { frameLook, settingsFrame } from "../settings/frame.ts";
import { countries, currencies } from "../settings/regions.ts";
import { SettingsForm } from "../settings/settings-form.ts";

/** What the whole workspace has in common. */
export class SettingsGeneralPage extends DeskPage {
  static override styles = [baseLook, buttonLook, fieldLook, frameLook, colourLook];

  readonly #form = new SettingsForm(this);

  override render() {
    const { settings, problem } = this.#form;
    return settingsFrame(
      this,
      { title: "General", intro: "Your company as visitors and colleagues see it.", problem },
      settings === null
        ? html`<div class="skeleton ghost" role="status" aria-label="Loading the settings"><i></i><i></i><i></i></div>`
        : this.#renderForm(),
    );
  }

  #renderForm() {
    const form = this.#form;
    const { dirty, saving } = form;
    return html`<form class="card" novalidate @submit=${this.#save}>
      ${this.#text("company_name", "Company name", { maxLength: 200, hint: "In the chat’s head, in replies and in this console." })}
      ${textField({
        name: "greeting",
        label: "Greeting",
        value: form.value("greeting"),
        maxLength: 500,
        hint: "The first words a visitor reads. A key’s own settings and the page’s come before it.",
        problem: form.problems["greeting"],
        onInput: (value) => form.edit("greeting", value),
      })}
      <div class="pair">
        ${colourField({
          name: "primary_color",
          label: "Colour",
          value: form.value("primary_color"),
          problem: form.problems["primary_color"],
          onInput: (value) => form.edit("primary_color", value),
        })}
        ${field({
          name: "logo_url",
          label: "Logo",
          type: "url",
          value: form.value("logo_url") ?? "",
          maxLength: 2048,
          hint: "An https address of a picture, for the chat’s head.",
          problem: form.problems["logo_url"],
          onInput: (value) => form.edit("logo_url", value.trim() === "" ? null : value.trim()),
        })}
      </div>
      <div class="pair">
        ${selectField({
          name: "country",
          label: "Country",
          options: countries(form.value("country")),
          value: form.value("country"),
          hint: "How phone numbers without a country code are read.",
          problem: form.problems["country"],
          // The choices are countries; the type knows each by its code.
          onChange: (value) => form.edit("country", value as Settings["country"]),
        })}
        ${selectField({
          name: "currency",
          label: "Currency",
          options: currencies(form.value("currency")),
          value: form.value("currency"),
          hint: "For new opportunities.",
          problem: form.problems["currency"],
          onChange: (value) => form.edit("currency", value),
        })}
      </div>
      <div class="save">
        <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving}>${saving ? "Saving…" : "Save changes"}</button>
        <button type="button" class="plain" ?hidden=${!dirty} @click=${() => form.discard()}>Discard</button>
      </div>
    </form>`;
  }

  #text(name: "company_name", label: string, more: { maxLength: number; hint?: string }) {
    const form = this.#form;
    return field({
      name,
      label,
      value: form.value(name) satisfies Settings[typeof name],
      problem: form.problems[name],
      onInput: (value) => form.edit(name, value),
      ...more,
    });
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#form.save();
  };
}

customElements.define("console-settings-general", SettingsGeneralPage);
