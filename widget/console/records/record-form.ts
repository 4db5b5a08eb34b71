import { html, nothing, type TemplateResult } from "lit";
import type { Stored } from "./edits.ts";
import { shownDraft } from "./edits.ts";
import type { FormField } from "./form-field.ts";
import { inputOf } from "./input.ts";
import type { OpenRecord } from "./open-record.ts";

interface FormOptions {
  readonly title: string;
  readonly readOnly: boolean;
  /** What stands below a field, such as where its value came from. */
  readonly hintOf: (name: string) => TemplateResult | undefined;
  readonly saved: () => void;
}

/** The fields of a record with what saves them; Escape takes back what was typed. Use with `recordLook`. */
export function recordForm<Detail extends Stored>(open: OpenRecord<Detail>, options: FormOptions): TemplateResult {
  const { dirty, saving } = open;
  const own = open.fields.filter(({ name }) => !isCustom(name));
  const custom = open.fields.filter(({ name }) => isCustom(name));
  return html`<form
    class="card"
    novalidate
    aria-label=${options.title}
    @submit=${(event: SubmitEvent) => void submit(event, open, options)}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && open.discard()}
  >
    <h2>${options.title}</h2>
    <div class="fields">${own.map((one) => cell(open, one, options))}</div>
    ${
      custom.length === 0
        ? nothing
        : html`<h2>Custom fields</h2>
          <div class="fields">${custom.map((one) => cell(open, one, options))}</div>`
    }
    ${
      options.readOnly
        ? nothing
        : html`<div class="save">
          <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving}>
            ${saving ? "Saving…" : "Save changes"}
          </button>
          ${dirty ? html`<button type="button" class="plain" @click=${() => open.discard()}>Discard</button>` : nothing}
        </div>`
    }
  </form>`;
}

function cell<Detail extends Stored>(open: OpenRecord<Detail>, shown: FormField, { readOnly, hintOf }: FormOptions) {
  const { name, kind } = shown;
  const isLong = kind === "textarea" || kind === "multiselect";
  return html`<div class=${isLong ? "long" : ""}>
    ${inputOf(shown, {
      draft: open.value === null ? "" : shownDraft(open.value, open.edits, shown),
      hint: hintOf(name),
      problem: open.problems[name],
      readOnly,
      onInput: (draft) => open.edit(shown, draft),
    })}
  </div>`;
}

async function submit<Detail extends Stored>(
  event: SubmitEvent,
  open: OpenRecord<Detail>,
  { saved }: FormOptions,
): Promise<void> {
  event.preventDefault();
  if (await open.save()) saved();
}

function isCustom(name: string): boolean {
  return name.startsWith("custom_fields.");
}
