import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

interface Described {
  /** Name in the form, and the stem of the ids that tie label, hint and problem together. */
  readonly name: string;
  readonly label: string;
  readonly hint?: TemplateResult | string | undefined;
  readonly problem?: string | undefined;
  readonly disabled?: boolean;
}

function described({ name, hint, problem }: Described): string | typeof nothing {
  const ids = [hint === undefined ? "" : `${name}-hint`, problem === undefined ? "" : `${name}-problem`];
  return ids.join(" ").trim() || nothing;
}

function below({ name, hint, problem }: Described): TemplateResult {
  return html`${hint === undefined ? nothing : html`<div class="hint" id="${name}-hint">${hint}</div>`}
  ${problem === undefined ? nothing : html`<div class="problem" id="${name}-problem">${problem}</div>`}`;
}

/** A labelled choice of one; `options` as value and label. Use with `fieldLook`. */
export function selectField(
  options: Described & {
    readonly options: readonly (readonly [value: string, label: string])[];
    readonly value: string;
    readonly onChange: (value: string) => void;
  },
): TemplateResult {
  const { name, label, value, problem } = options;
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <select
      id=${name}
      name=${name}
      ?disabled=${options.disabled ?? false}
      aria-invalid=${problem === undefined ? nothing : "true"}
      aria-describedby=${described(options)}
      @change=${(event: Event) => options.onChange((event.target as HTMLSelectElement).value)}
    >
      ${options.options.map(([one, text]) => html`<option value=${one} .selected=${live(one === value)}>${text}</option>`)}
    </select>
    ${below(options)}
  </div>`;
}

/** A labelled text of several lines. Use with `fieldLook`. */
export function textField(
  options: Described & {
    readonly value: string;
    readonly rows?: number;
    readonly maxLength?: number;
    readonly onInput: (value: string) => void;
  },
): TemplateResult {
  const { name, label, value, problem } = options;
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <textarea
      id=${name}
      name=${name}
      rows=${options.rows ?? 3}
      maxlength=${options.maxLength ?? nothing}
      ?disabled=${options.disabled ?? false}
      .value=${live(value)}
      aria-invalid=${problem === undefined ? nothing : "true"}
      aria-describedby=${described(options)}
      @input=${(event: InputEvent) => options.onInput((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${below(options)}
  </div>`;
}
