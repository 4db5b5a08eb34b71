import { html, nothing, type TemplateResult } from "lit";
import { selectField, textField } from "../parts/choices.ts";
import { field } from "../parts/field.ts";
import type { OpportunityDetail } from "../records.ts";
import { currencies } from "../settings/regions.ts";
import { type DealEdits, type DealField, shownText } from "./deal-edits.ts";

export interface DealFormOptions {
  readonly edits: DealEdits;
  readonly problems: Readonly<Record<string, string>>;
  readonly saving: boolean;
  readonly writable: boolean;
  /** What an open deal of its stage counts as, in percent. */
  readonly usual: number;
  readonly edit: (name: DealField, text: string) => void;
  readonly save: (event: SubmitEvent) => void;
  readonly discard: () => void;
}

/** The fields of a deal. */
export function dealForm(deal: OpportunityDetail, options: DealFormOptions): TemplateResult {
  const { edits, writable, saving, discard } = options;
  const dirty = Object.keys(edits).length > 0;
  const text = (name: DealField, label: string, more: Partial<Parameters<typeof field>[0]> = {}) =>
    field({
      ...{ name, label, value: shownText(deal, edits, name), problem: options.problems[name], readOnly: !writable },
      onInput: (value) => options.edit(name, value),
      ...more,
    });
  return html`<form
    class="card"
    aria-label="Details"
    novalidate
    @submit=${options.save}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && discard()}
  >
    <h2>Details</h2>
    <div class="fields">
      ${text("name", "Name", { maxLength: 300 })} ${text("expected_close_date", "Expected to close", { type: "date" })}
      ${text("value", "Value", { inputMode: "decimal" })}
      ${selectField({
        name: "currency",
        label: "Currency",
        options: currencies(shownText(deal, edits, "currency")),
        value: shownText(deal, edits, "currency"),
        disabled: !writable,
        problem: options.problems["currency"],
        onChange: (value) => options.edit("currency", value),
      })}
      ${
        deal.status === "open"
          ? text("probability", "Probability in percent", {
              inputMode: "numeric",
              hint: `The stage’s is ${options.usual}; leave it empty to follow the stage.`,
            })
          : nothing
      }
    </div>
    ${deal.status === "lost" ? lostReason(deal, options) : nothing}
    ${
      writable
        ? html`<div class="save">
            <button type="submit" class=${dirty ? "primary" : ""} ?disabled=${!dirty || saving}>${saving ? "Saving…" : "Save changes"}</button>
            ${dirty ? html`<button type="button" class="plain" @click=${discard}>Discard</button>` : nothing}
          </div>`
        : nothing
    }
  </form>`;
}

function lostReason(deal: OpportunityDetail, { edits, problems, writable, edit }: DealFormOptions): TemplateResult {
  return textField({
    name: "lost_reason",
    label: "Why it was lost",
    value: shownText(deal, edits, "lost_reason"),
    rows: 2,
    maxLength: 1000,
    disabled: !writable,
    problem: problems["lost_reason"],
    onInput: (value) => edit("lost_reason", value),
  });
}
