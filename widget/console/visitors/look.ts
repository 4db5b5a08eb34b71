import { css } from "lit";

export const visitorsLook = css`
  :host {
    min-height: 0;
    overflow: auto;
    background: var(--c-surface);
    scrollbar-width: thin;
  }
  .page {
    max-width: 76rem;
    padding: 1.125rem 1.5rem 3rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 0.75rem;
    padding-bottom: 0.875rem;
  }
  .visitors {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    overflow: hidden;
  }
  .visitors li {
    display: grid;
    grid-template-columns: auto minmax(9rem, 1fr) minmax(10rem, 1.5fr) 6rem auto;
    align-items: center;
    gap: 0.875rem;
    padding: 0.75rem 1rem;
  }
  .visitors li + li,
  .ghost + .ghost {
    border-top: 1px solid var(--c-line);
  }
  .who,
  .where {
    min-width: 0;
    font-size: 0.8125rem;
  }
  /* What can be tapped is 24 px high, though its text is small. */
  .who a,
  .where a {
    display: inline-block;
    max-width: 100%;
    overflow: hidden;
    line-height: 24px;
    text-overflow: ellipsis;
    vertical-align: bottom;
  }
  .name strong {
    font-weight: 600;
  }
  time {
    text-align: right;
    white-space: nowrap;
  }
  .act {
    display: flex;
    justify-content: flex-end;
    min-width: 9.5rem;
  }
  .act > * {
    flex: 1;
  }
  .act > span {
    text-align: center;
  }
  .more {
    padding-top: 0.75rem;
    max-width: 44rem;
  }
  .problem {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin-bottom: 0.875rem;
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .problem span {
    flex: 1;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    max-width: 30rem;
    margin: 12vh auto 0;
    color: var(--c-ink-3);
    text-align: center;
  }
  .empty h2 {
    color: var(--c-ink);
    font-size: 1rem;
  }
  .ghost {
    display: grid;
    grid-template-columns: 2rem 1fr 2fr;
    align-items: center;
    gap: 1rem;
    padding: 1.375rem 1rem;
  }
  @media (max-width: 860px) {
    .page {
      padding: 0.875rem 1rem 2rem;
    }
    .visitors li {
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 0.375rem 0.75rem;
    }
    .where {
      grid-column: 2 / -1;
      grid-row: 2;
    }
    .act {
      grid-column: 2 / -1;
      min-width: 0;
    }
  }
`;
