import { css } from "lit";

export const listLook = css`
  :host,
  section {
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    height: 3.5rem;
    padding: 0 0.75rem 0 1rem;
  }
  .title {
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.011em;
  }
  .search {
    position: relative;
    flex: 1;
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
  header .icon {
    margin-left: -0.375rem;
  }
  .icon[aria-pressed="true"] {
    color: var(--c-accent);
  }
  .tabs {
    display: flex;
    gap: 0.125rem;
    padding: 0 0.625rem;
    border-bottom: 1px solid var(--c-line);
  }
  .tabs a {
    display: flex;
    align-items: center;
    gap: 0.3125rem;
    padding: 0.4375rem 0.4375rem 0.5rem;
    border-bottom: 2px solid transparent;
    margin-bottom: -1px;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .tabs a:hover {
    color: var(--c-ink);
    text-decoration: none;
  }
  .tabs a[aria-current] {
    border-color: var(--c-accent);
    color: var(--c-ink);
  }
  .tabs a:focus-visible {
    outline-offset: -2px;
    border-radius: 6px;
  }
  .count {
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 500;
    font-variant-numeric: tabular-nums;
  }
  .rows {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    overscroll-behavior: contain;
  }
  .row,
  .ghost {
    display: flex;
    align-items: center;
    gap: 0.6875rem;
    height: 4.125rem;
    padding: 0 0.875rem 0 1rem;
    border-bottom: 1px solid var(--c-line);
    color: var(--c-ink);
  }
  .row.raised {
    background: var(--c-violet-soft);
    box-shadow: inset 3px 0 0 var(--c-violet);
  }
  .row:hover {
    background: var(--c-hover);
    text-decoration: none;
  }
  .row[aria-current] {
    background: var(--c-selected);
    box-shadow: inset 3px 0 0 var(--c-accent);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .text {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 0.1875rem;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.4375rem;
    min-width: 0;
    height: 1.25rem;
  }
  .name,
  .last {
    flex: 1;
  }
  .name {
    font-weight: 500;
  }
  .last {
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  .unread .name {
    font-weight: 650;
  }
  .unread .last {
    color: var(--c-ink);
  }
  time {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .row[aria-current] time,
  .row[aria-current] .last,
  .row.raised time,
  .row.raised .last {
    color: var(--c-ink-2);
  }
  .typing {
    color: var(--c-accent);
    font-weight: 500;
  }
  .dot {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--c-accent);
  }
  .chip {
    flex: none;
    padding: 0 0.375rem;
    border-radius: 5px;
    background: light-dark(#eceff3, #262d38);
    color: var(--c-ink-2);
    font-size: 0.6875rem;
    font-weight: 550;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }
  .chip.long {
    background: var(--c-warn-soft);
    color: var(--c-warn);
  }
  .chip.wants {
    background: light-dark(#6a3fc0, #b89bff);
    color: light-dark(#ffffff, #1a1130);
  }
  .chip.customer {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .more {
    display: flex;
    margin: 0.75rem auto;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 3rem 1.75rem;
    color: var(--c-ink-3);
    text-align: center;
    text-wrap: balance;
  }
  .narrow {
    display: none;
  }
  @media (max-width: 720px) {
    .wide {
      display: none;
    }
    .narrow {
      display: block;
    }
  }
  .ghost .face {
    width: 2rem;
    height: 2rem;
    border-radius: 50%;
    flex: none;
  }
  .ghost div {
    flex: 1;
    display: grid;
    gap: 0.75rem;
  }
  .ghost .w1 {
    width: 40%;
  }
  .ghost .w2 {
    width: 75%;
  }
`;
