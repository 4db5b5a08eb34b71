import { css } from "lit";

export const hoursLook = css`
  .stack {
    display: grid;
    gap: 1rem;
  }
  .week {
    display: grid;
    border-top: 1px solid var(--c-line);
  }
  .week li {
    display: grid;
    grid-template-columns: 8rem minmax(0, 1fr) auto;
    align-items: start;
    gap: 0.5rem;
    padding: 0.4375rem 0;
    border-bottom: 1px solid var(--c-line);
  }
  .day {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2rem;
    color: var(--c-ink);
  }
  .times {
    display: grid;
    gap: 0.375rem;
  }
  .closed {
    display: flex;
    align-items: center;
    min-height: 2rem;
    font-size: 0.8125rem;
  }
  .span {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .span input {
    width: auto;
    font-variant-numeric: tabular-nums;
  }
  .seen {
    padding: 0.625rem 0.875rem;
    border-radius: 8px;
    background: var(--c-canvas);
    font-size: 0.8125rem;
  }
  .seen strong {
    font-weight: 600;
  }
  .services {
    display: grid;
    justify-items: start;
    gap: 0.5rem;
  }
  .service {
    display: grid;
    grid-template-columns: minmax(0, 1.4fr) minmax(0, 1fr) auto;
    gap: 0.5rem;
    width: 100%;
  }
  @media (max-width: 480px) {
    .week li {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .week .times {
      grid-row: 2;
      grid-column: 1 / -1;
    }
  }
`;
