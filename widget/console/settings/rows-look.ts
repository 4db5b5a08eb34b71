import { css } from "lit";

/** Rows of things in the settings: a name, what it is, its state, and a menu. Use with `frameLook`. */
export const rowsLook = css`
  .rows {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .rows > li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    align-items: center;
    gap: 0.125rem 0.75rem;
    padding: 0.75rem 0.75rem 0.75rem 1rem;
    border-bottom: 1px solid var(--c-line);
  }
  .rows > li:last-child {
    border-bottom: 0;
  }
  .rows .what {
    display: grid;
    gap: 0.125rem;
    min-width: 0;
  }
  .rows .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.125rem 0.625rem;
    min-width: 0;
  }
  .rows strong,
  .rows .name {
    color: var(--c-ink);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .rows code {
    color: var(--c-ink-2);
    font: 0.75rem / 1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    overflow-wrap: anywhere;
  }
  .rows .state {
    color: var(--c-ink-3);
    font-size: 0.75rem;
    text-align: right;
    white-space: nowrap;
  }
  .rows .past .name,
  .rows .past code {
    color: var(--c-ink-3);
  }
  .group {
    display: grid;
    gap: 0.5rem;
  }
  .group > h2 {
    color: var(--c-ink-2);
  }
  .none {
    padding: 0.875rem 1rem;
    border: 1px dashed var(--c-line-strong);
    border-radius: 12px;
    color: var(--c-ink-3);
  }
  .tone {
    display: inline-flex;
    align-items: center;
    gap: 0.3125rem;
    padding: 0 0.4375rem;
    border-radius: 6px;
    background: light-dark(#eceff3, #262d38);
    color: var(--c-ink-2);
    font-size: 0.75rem;
    font-weight: 550;
    line-height: 1.3125rem;
    white-space: nowrap;
  }
  .tone.good {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .tone.warn {
    background: var(--c-warn-soft);
    color: var(--c-warn);
  }
  .tone.bad {
    background: var(--c-bad-soft);
    color: var(--c-bad);
  }
  @media (max-width: 560px) {
    .rows > li {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .rows .state {
      grid-row: 2;
      grid-column: 1;
      text-align: left;
      white-space: normal;
    }
  }
`;
