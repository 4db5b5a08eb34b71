import { css } from "lit";

export const importLook = css`
  :host {
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    gap: 1rem;
    max-width: 56rem;
    margin: 0 auto;
    padding: 1rem 1.5rem 3rem;
  }
  .crumb {
    display: inline-flex;
    align-items: center;
    gap: 0.125rem;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  .drop {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 3rem 1.5rem;
    border: 2px dashed var(--c-line-strong);
    border-radius: 14px;
    background: var(--c-surface);
    color: var(--c-ink);
    text-align: center;
    text-wrap: balance;
    cursor: pointer;
  }
  .drop:hover,
  .drop:focus-within {
    border-color: var(--c-accent);
    background: var(--c-hover);
  }
  .drop svg {
    color: var(--c-accent);
  }
  .drop strong {
    font-size: 0.9375rem;
  }
  .drop .quiet {
    font-weight: 400;
  }
  .drop input {
    position: absolute;
    width: 1px;
    height: 1px;
    min-height: 0;
    opacity: 0;
  }
  .card {
    display: grid;
    gap: 1rem;
    padding: 1.25rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-surface);
  }
  .card h2 {
    font-size: 0.9375rem;
    overflow-wrap: anywhere;
  }
  .mapping {
    display: grid;
    border: 1px solid var(--c-line);
    border-radius: 9px;
  }
  .column {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.5fr) minmax(0, 1.25fr);
    align-items: center;
    gap: 0.25rem 1rem;
    padding: 0.5rem 0.75rem;
  }
  .column + .column {
    border-top: 1px solid var(--c-line);
  }
  /* Its title stands at the start of the row. */
  .column label {
    position: absolute;
    clip-path: inset(50%);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
  }
  .earlier {
    display: grid;
    gap: 0.375rem;
    font-size: 0.8125rem;
  }
  .earlier li {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
  }
  .refusal {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  @media (max-width: 640px) {
    .page {
      padding: 0.875rem 1rem 2rem;
    }
    .column {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.25fr);
    }
    .column .small {
      grid-row: 2;
    }
    .column .field {
      grid-row: 1 / 3;
      grid-column: 2;
    }
  }
`;
