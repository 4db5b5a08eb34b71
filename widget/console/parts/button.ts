import { css } from "lit";

/** Looks for native buttons and for links that act like one: `button`, `.primary`, `.plain`, `.danger`, `.icon`. */
export const buttonLook = css`
  button,
  a.button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.375rem;
    min-height: 2rem;
    padding: 0.25rem 0.75rem;
    border: 1px solid var(--c-line-strong);
    border-radius: 7px;
    background: var(--c-surface);
    color: var(--c-ink);
    font: 500 0.8125rem / 1.2 var(--c-font);
    white-space: nowrap;
    cursor: pointer;
    box-shadow: var(--c-shadow-low);
    transition: background-color 120ms, border-color 120ms;
  }
  a.button:hover {
    text-decoration: none;
  }
  button:hover,
  a.button:hover {
    background: var(--c-hover);
  }
  button.primary {
    border-color: transparent;
    background: var(--c-accent);
    color: var(--c-on-accent);
    font-weight: 600;
  }
  button.primary:hover {
    background: var(--c-accent-strong);
  }
  button.plain,
  button.icon,
  a.icon {
    border-color: transparent;
    background: transparent;
    box-shadow: none;
    color: var(--c-ink-2);
  }
  button.plain:hover,
  button.icon:hover,
  a.icon:hover {
    background: var(--c-hover);
    color: var(--c-ink);
  }
  button.icon,
  a.icon {
    width: 2rem;
    padding: 0;
  }
  button.danger {
    color: var(--c-bad);
  }
  button:disabled,
  button[aria-disabled="true"] {
    cursor: default;
    opacity: 0.55;
  }
  @media (forced-colors: active) {
    button.primary {
      border-color: ButtonText;
    }
  }
`;
