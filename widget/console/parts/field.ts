import { css, html, noChange, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";

export interface FieldOptions {
  /** Name in the form, and the stem of the ids that tie label, hint and problem together. */
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password" | "tel" | "url" | "search" | "date" | "datetime-local";
  /** Left out, the input keeps what was typed. */
  readonly value?: string;
  readonly hint?: TemplateResult | string | undefined;
  /** What is wrong with the value; shown below and announced. */
  readonly problem?: string | undefined;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly maxLength?: number;
  /** Which keys a phone shows, where the type does not say. */
  readonly inputMode?: "decimal" | "numeric";
  readonly readOnly?: boolean;
  readonly onInput?: (value: string) => void;
}

/** A labelled text input; label, hint and problem stand in the same shadow root, so their ids connect. */
export function field(options: FieldOptions): TemplateResult {
  const { name, label, type = "text", value, hint, problem, onInput } = options;
  const described = [hint === undefined ? "" : `${name}-hint`, problem === undefined ? "" : `${name}-problem`];
  return html`<div class="field">
    <label for=${name}>${label}</label>
    <input
      id=${name}
      name=${name}
      type=${type}
      .value=${value === undefined ? noChange : live(value)}
      ?required=${options.required ?? false}
      ?readonly=${options.readOnly ?? false}
      maxlength=${options.maxLength ?? nothing}
      inputmode=${options.inputMode ?? nothing}
      autocomplete=${(options.autocomplete ?? "off") as AutoFill}
      aria-invalid=${problem === undefined ? nothing : "true"}
      aria-describedby=${described.join(" ").trim() || nothing}
      @input=${(event: InputEvent) => onInput?.((event.target as HTMLInputElement).value)}
    />
    ${hint === undefined ? nothing : html`<div class="hint" id="${name}-hint">${hint}</div>`}
    ${problem === undefined ? nothing : html`<div class="problem" id="${name}-problem">${problem}</div>`}
  </div>`;
}

export const fieldLook = css`
  .field {
    display: grid;
    gap: 0.3125rem;
  }
  label,
  .label {
    color: var(--c-ink-2);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  input,
  select,
  textarea {
    width: 100%;
    min-height: 2rem;
    padding: 0.3125rem 0.625rem;
    border: 1px solid var(--c-control);
    border-radius: 7px;
    background: var(--c-surface);
    color: var(--c-ink);
    font: inherit;
  }
  select {
    appearance: none;
    padding-right: 1.625rem;
    /* The arrow as two gradients: a picture would need an address that a strict img-src forbids. */
    background-image: linear-gradient(45deg, transparent 50%, var(--c-ink-3) 50%), linear-gradient(-45deg, transparent 50%, var(--c-ink-3) 50%);
    background-position: right 0.8125rem center, right 0.5625rem center;
    background-size: 0.25rem 0.25rem;
    background-repeat: no-repeat;
    cursor: pointer;
    text-overflow: ellipsis;
  }
  input[type="search"] {
    border-color: var(--c-line-strong);
  }
  select:disabled {
    opacity: 0.6;
    cursor: default;
  }
  textarea {
    min-height: 4.5rem;
    resize: vertical;
    line-height: 1.5;
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--c-ink-3);
    opacity: 1;
  }
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    outline: 2px solid var(--c-accent);
    outline-offset: -1px;
  }
  input[aria-invalid="true"] {
    border-color: var(--c-bad);
  }
  .hint {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .hint a {
    text-decoration: underline;
  }
  .problem {
    color: var(--c-bad);
    font-size: 0.75rem;
  }
  /* A larger text keeps phones from zooming into the focused input. */
  @media (pointer: coarse) {
    input,
    select,
    textarea {
      min-height: 2.5rem;
      font-size: 1rem;
    }
  }
`;
