import { css } from "lit";

/** What the page of one record looks like. */
export const recordLook = css`
  :host {
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    gap: 1rem;
    max-width: 68rem;
    margin: 0 auto;
    padding: 1rem 1.5rem 3rem;
  }
  .crumb {
    display: inline-flex;
    align-items: center;
    gap: 0.125rem;
    min-height: 1.5rem;
    margin-left: -0.25rem;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1rem;
  }
  .title {
    flex: 1 1 14rem;
    min-width: 0;
  }
  h1,
  .title p {
    overflow-wrap: anywhere;
  }
  .choose {
    display: grid;
    gap: 0.1875rem;
  }
  .choose label {
    font-size: 0.75rem;
    color: var(--c-ink-3);
  }
  .choose select {
    width: auto;
    min-width: 8.5rem;
    text-transform: capitalize;
  }
  .actions {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    align-self: end;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 20rem;
    gap: 1rem;
    align-items: start;
  }
  .main {
    display: grid;
    gap: 1rem;
    min-width: 0;
  }
  .card,
  aside {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-surface);
  }
  .card {
    display: grid;
    gap: 0.875rem;
    padding: 1rem 1.25rem 1.125rem;
  }
  .card.bare {
    padding: 0;
  }
  .card.bare .facts:first-child,
  aside .facts:first-child {
    border-top: 0;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
    gap: 0.875rem 1rem;
  }
  .fields > .long {
    grid-column: 1 / -1;
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-self: end;
  }
  .big {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .big .score > span {
    font-size: 1.5rem;
    font-weight: 650;
    letter-spacing: -0.02em;
  }
  .big svg {
    width: 6.5rem;
    height: 0.5rem;
  }
  .breakdown {
    display: grid;
    gap: 0.25rem;
    font-size: 0.8125rem;
  }
  .breakdown li {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
    color: var(--c-ink-2);
    font-variant-numeric: tabular-nums;
  }
  .talks {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.125rem;
    margin: 0 -0.5rem;
    font-size: 0.8125rem;
  }
  .talks a {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2rem;
    padding: 0 0.5rem;
    border-radius: 7px;
    color: var(--c-ink);
  }
  .talks a:hover {
    background: var(--c-hover);
    text-decoration: none;
  }
  .talks .clip {
    flex: 1;
  }
  .talks .tail {
    flex: 0 1 auto;
    max-width: 50%;
  }
  .talks svg {
    color: var(--c-ink-3);
  }
  .refusal {
    display: flex;
    gap: 0.5rem;
    padding: 0.625rem 0.875rem;
    border-radius: 9px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .ghost {
    display: grid;
    gap: 1rem;
    padding: 1rem 0;
  }
  .ghost i:first-child {
    width: 14rem;
    height: 1.25rem;
  }
  .raw summary {
    cursor: pointer;
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .raw pre {
    max-height: 22rem;
    margin: 0.5rem 0 0;
    padding: 0.625rem 0.75rem;
    border-radius: 8px;
    background: var(--c-canvas);
    font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    white-space: pre-wrap;
    overflow: auto;
    overflow-wrap: anywhere;
  }
  .missing p {
    max-width: 30rem;
  }
  .missing div {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5rem;
  }
  .missing {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 6rem 1.5rem;
    text-align: center;
  }
  @media (max-width: 960px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .page {
      padding: 0.75rem 1rem 2rem;
    }
  }
`;
