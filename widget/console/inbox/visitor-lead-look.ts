import { css } from "lit";

export const visitorLeadLook = css`
  .lead {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.4375rem 0.5rem;
    align-items: center;
    padding: 0.5625rem 0.5rem 0.625rem 0.75rem;
    border: 1px solid var(--c-line);
    border-radius: 9px;
    color: var(--c-ink);
    font-size: 0.8125rem;
    font-weight: 550;
  }
  .lead:hover {
    border-color: var(--c-line-strong);
    background: var(--c-hover);
    text-decoration: none;
  }
  .lead svg {
    color: var(--c-ink-3);
  }
  .below {
    grid-column: 1 / -1;
    display: flex;
    align-items: center;
    gap: 0.625rem;
    font-weight: 400;
  }
  .suggestion {
    display: grid;
    gap: 0.5rem;
    padding: 0.625rem 0.75rem 0.75rem;
    border-radius: 9px;
    background: var(--c-accent-soft);
  }
  .suggestion p {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    color: var(--c-ink-2);
  }
  /* An address may be long: it breaks rather than leaves the panel. */
  .suggestion button {
    padding-block: 0.375rem;
    white-space: normal;
    overflow-wrap: anywhere;
    text-wrap: balance;
    line-height: 1.3;
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .ways .plain {
    margin-left: -0.625rem;
    padding-inline: 0.625rem;
  }
  @media (pointer: coarse) {
    .ways button,
    .suggestion button {
      min-height: 2.5rem;
    }
  }
`;
