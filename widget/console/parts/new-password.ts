import { css, html, type TemplateResult } from "lit";
import { passwordStrength } from "../password-strength.ts";
import { field } from "./field.ts";

export interface NewPasswordOptions {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly problem?: string | undefined;
  readonly onInput: (value: string) => void;
}

/** A field for a new password, with a hint and a bar that follow its strength. Use with `fieldLook` and `strengthLook`. */
export function newPassword({ value, ...options }: NewPasswordOptions): TemplateResult {
  const { level, hint } = passwordStrength(value);
  return html`${field({
    ...options,
    value,
    hint,
    type: "password",
    autocomplete: "new-password",
    required: true,
    maxLength: 256,
  })}
    <div class="strength level-${level}" aria-hidden="true">
      ${[1, 2, 3, 4].map((step) => html`<i class=${step <= level ? "on" : ""}></i>`)}
    </div>`;
}

export const strengthLook = css`
  .strength {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 4px;
    margin-top: -0.5rem;
  }
  .strength i {
    height: 4px;
    border-radius: 2px;
    background: var(--c-line);
    transition: background-color 150ms;
  }
  .level-1 .on {
    background: var(--c-bad);
  }
  .level-2 .on {
    background: light-dark(#d98a00, #f0b95a);
  }
  .level-3 .on,
  .level-4 .on {
    background: var(--c-good);
  }
`;
