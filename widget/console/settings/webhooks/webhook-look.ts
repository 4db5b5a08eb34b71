import { css } from "lit";

export const webhookLook = css`
  .card {
    gap: 0.625rem;
  }
  .url {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.375rem 0.75rem;
    font-size: 0.8125rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    padding-top: 0.375rem;
  }
  .test {
    padding: 0.625rem 0.875rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .test.good {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
`;
