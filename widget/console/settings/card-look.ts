import { css } from "lit";

/** A card of the settings that holds a list of things to edit, each with its buttons. */
export const cardLook = css`
  :host {
    min-width: 0;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.875rem;
    padding: 1.25rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .card > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .card > header > div {
    flex: 1;
    min-width: 12rem;
  }
  .card h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .rows {
    border: 1px solid var(--c-line);
    border-radius: 9px;
  }
  .rows > li {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 0.5rem 0.5rem 0.875rem;
    font-size: 0.8125rem;
  }
  .rows > li + li {
    border-top: 1px solid var(--c-line);
  }
  .rows > li.hit {
    background: var(--c-selected);
  }
  .words {
    flex: 1;
    min-width: 0;
  }
  .words strong {
    font-weight: 600;
  }
  .words code {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .number {
    width: 1.25rem;
    color: var(--c-ink-3);
    font-variant-numeric: tabular-nums;
  }
  .buttons {
    display: flex;
    flex: none;
  }
  .edit {
    display: grid;
    gap: 0.875rem;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr));
    align-items: start;
    gap: 0.875rem;
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .refusal {
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .ghost {
    display: grid;
    gap: 0.75rem;
  }
  .none {
    padding: 0.75rem 0;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  .try {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: 0.5rem;
  }
  .answer {
    grid-column: 1 / -1;
    padding: 0.625rem 0.875rem;
    border-radius: 9px;
    background: var(--c-accent-soft);
    font-size: 0.8125rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  @media (max-width: 480px) {
    .card {
      padding: 0.875rem;
    }
  }
`;
