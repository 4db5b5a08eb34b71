import { css } from "lit";

export const leadActsLook = css`
  .stack {
    display: grid;
    gap: 0.875rem;
  }
  .part {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    color: var(--c-ink);
    font-size: 0.875rem;
  }
  .part input {
    width: auto;
    min-height: 0;
    accent-color: var(--c-accent);
  }
  .part span span {
    display: block;
  }
  .refusal {
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
`;
