import { css } from "lit";

export const stagesLook = css`
  .stages {
    display: grid;
    gap: 0.5rem;
  }
  .stages li {
    display: grid;
    grid-template-columns: 1.5rem minmax(0, 1fr) 5.5rem 6.25rem;
    align-items: center;
    gap: 0.5rem;
  }
  .number {
    color: var(--c-ink-3);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .percent {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .percent input {
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .fixed {
    padding-right: 1.25rem;
    text-align: right;
    font-variant-numeric: tabular-nums;
  }
  .moves {
    display: flex;
  }
  .stages .problem {
    grid-column: 2 / -1;
  }
  @media (max-width: 520px) {
    .stages li {
      grid-template-columns: minmax(0, 1fr) 5rem;
      padding-bottom: 0.5rem;
      border-bottom: 1px solid var(--c-line);
    }
    .number {
      display: none;
    }
    .moves {
      grid-column: 1 / -1;
    }
    .stages .problem {
      grid-column: 1 / -1;
    }
  }
`;
