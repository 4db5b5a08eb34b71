import { css } from "lit";

export const quickAddLook = css`

  form {
    display: grid;
    gap: 0.75rem;
    padding: 0.75rem 1.5rem;
    border-bottom: 1px solid var(--c-line);
  }
  .subject {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    color: var(--c-ink-3);
  }
  .subject input {
    flex: 1;
    border-color: transparent;
    background: transparent;
  }
  .subject input:focus-visible {
    border-color: var(--c-control);
  }
  .more {
    display: grid;
    grid-template-columns: minmax(7rem, 0.6fr) minmax(12rem, 1.5fr) minmax(12rem, 1fr) minmax(9rem, 1fr) auto;
    align-items: start;
    gap: 0.75rem;
  }
  .buttons {
    display: flex;
    gap: 0.375rem;
    padding-top: 1.4375rem;
  }
  .refusal {
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  @media (max-width: 1100px) {
    .more {
      grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
    }
    .buttons {
      padding-top: 0;
      align-self: end;
    }
  }
  @media (max-width: 960px) {
    form {
      padding-inline: 1rem;
    }
  }
`;
