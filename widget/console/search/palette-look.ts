import { css } from "lit";

export const paletteLook = css`
  :host {
    display: contents;
  }
  dialog {
    width: min(42rem, calc(100vw - 2rem));
    max-height: min(36rem, calc(100dvh - 6rem));
    margin: 12dvh auto auto;
    padding: 0;
    border: 1px solid var(--c-line);
    border-radius: 14px;
    background: var(--c-raised);
    color: var(--c-ink);
    box-shadow: var(--c-shadow);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog::backdrop {
    background: light-dark(rgb(15 22 35 / 35%), rgb(0 0 0 / 60%));
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.5rem 0.75rem 0.5rem 1rem;
    border-bottom: 1px solid var(--c-line);
    color: var(--c-ink-3);
  }
  .line input {
    flex: 1;
    min-width: 0;
    min-height: 2.5rem;
    padding: 0;
    border: 0;
    background: none;
    font-size: 1.0625rem;
  }
  .line input:focus-visible {
    outline: none;
  }
  .line:focus-within {
    box-shadow: inset 0 -1px 0 var(--c-accent);
  }
  .results {
    flex: 1;
    min-height: 0;
    overflow: auto;
    padding: 0.375rem 0.5rem 0.5rem;
    scrollbar-width: thin;
  }
  .heading {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 1.75rem;
    padding: 0.375rem 0.5rem 0.125rem;
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 600;
  }
  [role="option"] {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 2.75rem;
    padding: 0.25rem 0.5rem;
    border-radius: 8px;
    cursor: pointer;
  }
  [role="option"]:hover {
    background: var(--c-hover);
  }
  [role="option"][aria-selected="true"] {
    background: var(--c-selected);
    box-shadow: inset 3px 0 0 var(--c-accent);
  }
  [role="option"] > kbd {
    visibility: hidden;
  }
  [role="option"][aria-selected="true"] > kbd {
    visibility: visible;
  }
  .note {
    min-height: 2.125rem;
    padding: 0.4375rem 1rem;
    border-top: 1px solid var(--c-line);
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .note.problem {
    color: var(--c-bad);
  }
  .note button {
    min-height: 1.25rem;
    padding: 0 0.25rem;
    font-size: 0.75rem;
    text-decoration: underline;
  }
  @media (forced-colors: active) {
    [role="option"][aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media (max-width: 480px) {
    dialog {
      width: 100vw;
      max-width: none;
      max-height: calc(100dvh - 1rem);
      margin: 0 0 auto;
      border-radius: 0 0 14px 14px;
    }
  }
`;
