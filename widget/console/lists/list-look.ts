import { css } from "lit";

export const listLook = css`
  :host {
    display: grid;
    min-height: 0;
    background: var(--c-surface);
  }
  .page {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    min-height: 3.875rem;
    padding: 1.125rem 1.5rem 0.75rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
    margin-left: auto;
  }
  .total {
    font-variant-numeric: tabular-nums;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    padding: 0 1.5rem 0.875rem;
    border-bottom: 1px solid var(--c-line);
  }
  .search {
    position: relative;
    flex: 0 1 17rem;
  }
  .search svg {
    position: absolute;
    top: 50%;
    left: 0.5625rem;
    translate: 0 -50%;
    color: var(--c-ink-3);
    pointer-events: none;
  }
  .search input {
    padding-left: 1.875rem;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .chips button {
    min-height: 1.75rem;
    padding: 0 0.625rem;
    border-radius: 1rem;
    box-shadow: none;
    color: var(--c-ink-2);
    text-transform: capitalize;
  }
  .chips button[aria-pressed="true"] {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  .filters select {
    width: auto;
    margin-left: auto;
    font-size: 0.8125rem;
  }
  .scroller {
    flex: 1;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
  }
  th.name a {
    display: inline-flex;
    align-items: center;
    gap: 0.625rem;
  }
  td {
    text-transform: none;
  }
  .pager {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 0.25rem;
    min-height: 2.75rem;
    padding: 0 1.25rem;
    border-top: 1px solid var(--c-line);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .pager .quiet {
    margin-right: 0.5rem;
  }
  .pager .off {
    display: grid;
    place-items: center;
    width: 2rem;
    color: var(--c-line-strong);
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
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 5rem 1.5rem;
    text-align: center;
    text-wrap: balance;
  }
  .empty svg {
    color: var(--c-line-strong);
  }
  .empty h2 {
    font-size: 0.9375rem;
  }
  .empty p {
    max-width: 26rem;
  }
  .empty a {
    margin-top: 0.75rem;
  }
  @media (max-width: 960px) {
    header {
      padding: 0.875rem 1rem 0.625rem;
    }
    .filters {
      padding: 0 1rem 0.75rem;
    }
    .search {
      flex: 1 1 100%;
    }
    .filters select {
      margin-left: 0;
    }
    tbody th {
      max-width: 11.5rem;
    }
  }
  @media (max-width: 720px) {
    .chips {
      flex-wrap: nowrap;
      overflow-x: auto;
      margin-inline: -1rem;
      padding-inline: 1rem;
      scrollbar-width: none;
    }
  }
`;
