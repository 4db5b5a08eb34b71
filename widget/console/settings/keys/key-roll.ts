import { html } from "lit";
import { selectField } from "../../parts/choices.ts";
import type { ApiKey } from "../../records.ts";
import { FormDialog } from "../form-dialog.ts";
import type { MadeKey } from "./key-form.ts";

const overlaps = [
  ["0", "Stop at once"],
  ["1", "Work for another hour"],
  ["24", "Work for another day"],
  ["72", "Work for 3 more days"],
  ["168", "Work for another week"],
] as const;

/**
 * Puts a new key in an old one's place, `<console-key-roll>`.
 *
 * @property apiKey - the old one
 * @fires made - `detail` is the new key
 */
class KeyRoll extends FormDialog {
  static override properties = { ...FormDialog.properties, apiKey: { attribute: false }, hours: { state: true } };

  declare apiKey: ApiKey;
  declare private hours: string;

  constructor() {
    super();
    this.hours = "24";
  }

  protected override get texts() {
    return { heading: `Roll ${this.apiKey.name}`, action: "Make the new key", busy: "Making the new key…" };
  }

  protected override renderFields() {
    return html`<p>
        A new key with the same name, rights, limits and settings takes this one’s place. Conversations of visitors go on.
      </p>
      ${selectField({
        name: "overlap_hours",
        label: "The old key shall",
        options: overlaps,
        value: this.hours,
        hint:
          this.hours === "0"
            ? "Whatever still uses it stops working in this moment."
            : "Long enough to put the new key in place everywhere.",
        problem: this.problems["overlap_hours"],
        onChange: (hours) => {
          this.hours = hours;
        },
      })}`;
  }

  protected override async submit(): Promise<void> {
    const input = { params: { id: this.apiKey.key_id }, body: { overlap_hours: Number(this.hours) } };
    const detail: MadeKey = await this.services.client.call("POST /api-keys/{id}/roll", input);
    await this.close();
    this.dispatchEvent(new CustomEvent("made", { detail }));
  }
}

customElements.define("console-key-roll", KeyRoll);
