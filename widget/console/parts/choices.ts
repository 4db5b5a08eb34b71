import { css, html, nothing, type TemplateResult } from "lit";
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

/** A switch for what holds as soon as it is stored. Use with `choicesLook`. */
export function switchField(
  options: Described & { readonly on: boolean; readonly onChange: (on: boolean) => void },
): TemplateResult {
  const { name, label, on, disabled = false } = options;
  return html`<div class="switch">
    <input
      type="checkbox"
      role="switch"
      id=${name}
      name=${name}
      .checked=${live(on)}
      ?disabled=${disabled}
      aria-describedby=${described(options)}
      @change=${(event: Event) => options.onChange((event.target as HTMLInputElement).checked)}
    />
    <div>
      <label for=${name}>${label}</label>
      ${below(options)}
    </div>
  </div>`;
}

/** Several of many, as boxes to tick. Use with `choicesLook`. */
export function checksField(
  options: Described & {
    readonly options: readonly (readonly [value: string, label: string])[];
    readonly values: readonly string[];
    readonly onChange: (values: readonly string[]) => void;
  },
): TemplateResult {
  const { name, label, values, disabled = false } = options;
  const all = options.options.map(([value]) => value);
  const turn = (value: string, on: boolean) =>
    options.onChange(all.filter((one) => (one === value ? on : values.includes(one))));
  return html`<fieldset class="checks" aria-describedby=${described(options)}>
    <legend>${label}</legend>
    ${options.options.map(
      ([value, text]) =>
        html`<label
          ><input
            type="checkbox"
            name=${name}
            value=${value}
            .checked=${live(values.includes(value))}
            ?disabled=${disabled}
            @change=${(event: Event) => turn(value, (event.target as HTMLInputElement).checked)}
          />${text}</label
        >`,
    )}
    ${below(options)}
  </fieldset>`;
}

export const choicesLook = css`
  .switch {
    display: flex;
    align-items: flex-start;
    gap: 0.75rem;
  }
  .switch > div {
    display: grid;
    gap: 0.125rem;
  }
  .switch label {
    color: var(--c-ink);
    font-size: 0.875rem;
  }
  input[type="checkbox"] {
    flex: none;
    width: 1.125rem;
    min-height: 0;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--c-accent);
  }
  input[role="switch"] {
    appearance: none;
    width: 2.125rem;
    height: 1.25rem;
    padding: 2px;
    border-radius: 1rem;
    background: var(--c-surface);
    cursor: pointer;
  }
  input[role="switch"]::before {
    content: "";
    display: block;
    width: 0.875rem;
    height: 0.875rem;
    border-radius: 50%;
    background: var(--c-control);
    transition: translate 140ms;
  }
  input[role="switch"]:checked {
    border-color: var(--c-accent);
    background: var(--c-accent);
  }
  input[role="switch"]:checked::before {
    background: var(--c-on-accent);
    translate: 0.875rem 0;
  }
  .checks {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
    gap: 0.375rem 0.75rem;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .checks legend {
    margin-bottom: 0.375rem;
    padding: 0;
    color: var(--c-ink-2);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .checks label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 1.5rem;
    color: var(--c-ink);
    font-weight: 400;
  }
  .checks .hint,
  .checks .problem {
    grid-column: 1 / -1;
  }
  @media (forced-colors: active) {
    input[role="switch"] {
      appearance: auto;
    }
    input[role="switch"]::before {
      content: none;
    }
  }
`;
