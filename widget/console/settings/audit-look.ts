import { css } from "lit";

export const auditLook = css`
  .filters {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  .filters select {
    width: auto;
    max-width: 100%;
    font-size: 0.8125rem;
  }
  .day {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    font-weight: 400;
  }
  .day input {
    width: auto;
    font-size: 0.8125rem;
  }
  .log {
    overflow: hidden;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
  }
  .log li {
    display: grid;
    grid-template-columns: 9.5rem minmax(0, 1fr) max-content;
    align-items: baseline;
    gap: 0.75rem;
    padding: 0.5625rem 1.125rem;
    border-bottom: 1px solid var(--c-line);
    font-size: 0.8125rem;
  }
  .log li:last-child {
    border-bottom: 0;
  }
  .log li p {
    color: var(--c-ink-2);
    overflow-wrap: anywhere;
  }
  .log li strong {
    color: var(--c-ink);
    font-weight: 600;
  }
  .log time {
    color: var(--c-ink-3);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .nothing {
    padding: 2.5rem 1rem;
    text-align: center;
  }
  .pager {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 0.25rem;
    min-height: 2.75rem;
    padding: 0 0.75rem;
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
  @media (max-width: 720px) {
    .log li {
      grid-template-columns: minmax(0, 1fr) max-content;
      gap: 0 0.75rem;
      padding: 0.625rem 0.875rem;
    }
    .log li p {
      grid-row: 1;
      grid-column: 1 / -1;
      font-size: 0.875rem;
    }
    .day,
    .filters select {
      flex: 1 1 9rem;
    }
    .day input {
      flex: 1;
      min-width: 0;
    }
  }
`;
