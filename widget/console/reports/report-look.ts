import { css } from "lit";

export const reportLook = css`
  :host {
    overflow: auto;
    background: var(--c-canvas);
    scrollbar-width: thin;
  }
  .page {
    max-width: 92rem;
    padding: 1.125rem 1.5rem 4rem;
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.625rem 1.25rem;
    padding-bottom: 1rem;
  }
  .top h1 {
    flex: 1;
  }
  .picker,
  .days,
  .chips {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem;
  }
  .picker {
    gap: 0.5rem 1rem;
  }
  .picker input,
  .picker select {
    width: auto;
    font-size: 0.8125rem;
  }
  .chips button {
    min-height: 2rem;
    padding: 0 0.75rem;
    border-radius: 1rem;
    box-shadow: none;
    color: var(--c-ink-2);
  }
  .chips button[aria-pressed="true"] {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  .zone {
    flex-basis: 100%;
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 1rem;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    min-width: 0;
    padding: 1rem 1.25rem 1.25rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .card.charted {
    grid-column: 1 / -1;
  }
  .card > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 2rem;
  }
  .card h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .about {
    max-width: 44rem;
    margin-top: -0.375rem;
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem 2.5rem;
    padding: 0.25rem 0;
  }
  dt {
    color: var(--c-ink-2);
    font-size: 0.75rem;
  }
  dd {
    font-size: 1.375rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
    letter-spacing: -0.015em;
    line-height: 1.3;
  }
  dd.change {
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 400;
    letter-spacing: 0;
  }
  .body {
    display: grid;
    gap: 1rem 1.5rem;
    min-width: 0;
  }
  .charted .body {
    grid-template-columns: minmax(0, 1fr) minmax(24rem, 30rem);
  }
  .sheet {
    max-height: 15.5rem;
    overflow: auto;
    border: 1px solid var(--c-line);
    border-radius: 8px;
    scrollbar-width: thin;
  }
  .card:not(.charted) .sheet {
    max-height: 20rem;
  }
  td .of {
    display: inline-block;
    min-width: 2.75rem;
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    height: 2rem;
    padding: 0 0.625rem;
    border-bottom: 1px solid var(--c-line);
    color: var(--c-ink-2);
    font-weight: 400;
    text-align: left;
    white-space: nowrap;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--c-raised);
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 550;
  }
  tbody th {
    max-width: 14rem;
    overflow: hidden;
    color: var(--c-ink);
    text-overflow: ellipsis;
  }
  .number {
    text-align: right;
  }
  .bar {
    display: inline-block;
    margin-right: 0.625rem;
    vertical-align: middle;
  }
  .bar rect {
    fill: var(--c-accent);
  }
  .nothing {
    padding: 2rem 0 1.5rem;
    color: var(--c-ink-3);
    text-align: center;
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
  .refusal span {
    flex: 1;
  }
  .ghost {
    min-height: 19rem;
  }
  .ghost .skeleton {
    display: grid;
    gap: 1rem;
  }
  .ghost i {
    width: 40%;
  }
  .ghost i:last-child {
    width: 100%;
    height: 10rem;
  }
  @media (forced-colors: active) {
    .bar rect {
      fill: Highlight;
    }
  }
  @media (max-width: 1100px) {
    .charted .body,
    .grid {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 720px) {
    .page {
      padding: 0.875rem 1rem 3rem;
    }
    .card {
      padding: 0.75rem 0.875rem 0.875rem;
    }
    .figures {
      gap: 0.5rem 1.5rem;
    }
    .bar {
      width: 3rem;
      margin-right: 0.375rem;
    }
    th,
    td {
      padding: 0 0.5rem;
    }
    tbody th {
      max-width: 8.5rem;
    }
  }
`;
