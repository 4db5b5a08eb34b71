import { css } from "lit";

export const boardLook = css`
  :host {
    position: relative;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    grid-template-columns: minmax(0, 1fr);
    height: 100%;
    background: var(--c-canvas);
  }
  .board {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(14.25rem, 1fr);
    gap: 0.75rem;
    min-height: 0;
    padding: 0.875rem 1.5rem 1rem;
    overflow: auto hidden;
    scrollbar-width: thin;
  }
  .board:focus-visible {
    outline-offset: -2px;
  }
  .column {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-surface);
    transition: border-color 120ms, background-color 120ms;
  }
  .column.target {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
  }
  .column > header {
    display: grid;
    gap: 0.0625rem;
    padding: 0.75rem 0.875rem 0.625rem;
    border-bottom: 1px solid var(--c-line);
  }
  .column h2 {
    display: flex;
    align-items: center;
    gap: 0.4375rem;
    font-size: 0.8125rem;
    font-weight: 650;
  }
  .column h2 .clip {
    min-width: 0;
  }
  .count {
    padding: 0 0.375rem;
    border-radius: 1rem;
    background: var(--c-hover);
    color: var(--c-ink-2);
    font-size: 0.75rem;
    font-weight: 550;
    font-variant-numeric: tabular-nums;
  }
  .chance {
    margin-left: auto;
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .won h2 svg {
    color: var(--c-good);
  }
  .lost h2 svg {
    color: var(--c-bad);
  }
  .sums {
    min-height: 2.25rem;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  .sums p {
    display: flex;
    flex-wrap: wrap;
    column-gap: 0.375rem;
    color: var(--c-ink-3);
  }
  .sums strong {
    color: var(--c-ink);
    font-weight: 600;
  }
  .target .quiet,
  .target .chance,
  .target .sums p {
    color: var(--c-ink-2);
  }
  .deals {
    display: flex;
    flex: 1;
    flex-direction: column;
    gap: 0.5rem;
    min-height: 5rem;
    padding: 0.5rem;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .deals li {
    flex: none;
  }
  .nothing {
    padding: 0.75rem 0.375rem;
    text-align: center;
    font-size: 0.8125rem;
  }
  .more button {
    width: 100%;
  }
  .carrying {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    padding: 0.375rem 1.5rem;
    background: var(--c-accent-soft);
    color: var(--c-accent);
    font-size: 0.8125rem;
  }
  .carrying span {
    flex: 1;
  }
  .refusal {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: 0.5rem 1.5rem;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .refusal span {
    flex: 1;
  }
  .ghost {
    display: grid;
    gap: 0.5rem;
    padding: 0.875rem;
  }
  .ghost i {
    height: 4.5rem;
    border-radius: 9px;
  }
  @media (max-width: 960px) {
    .board {
      grid-auto-columns: minmax(14.25rem, 1fr);
      padding: 0.75rem 1rem;
    }
    .carrying,
    .refusal {
      padding-inline: 1rem;
    }
  }
  @media (max-width: 720px) {
    .board {
      grid-auto-columns: min(84vw, 20rem);
      scroll-padding-inline: 1rem;
      scroll-snap-type: x proximity;
    }
    .column {
      scroll-snap-align: start;
    }
    .dragging {
      scroll-snap-type: none;
    }
  }
`;
