import { css } from "lit";

/** What stands in the dialogs that merge and convert a lead. */
export const dialogLook = css`
  .stack {
    display: grid;
    gap: 0.875rem;
  }
  .refusal {
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
    overflow-wrap: anywhere;
  }
  .preview {
    display: grid;
    gap: 0.5rem;
    padding: 0.75rem 0.875rem;
    border-radius: 9px;
    background: var(--c-canvas);
    font-size: 0.8125rem;
  }
  .preview li,
  .preview dl > div {
    display: grid;
    grid-template-columns: 6rem minmax(0, 1fr);
    gap: 0.5rem;
    overflow-wrap: anywhere;
  }
  .preview dl {
    display: grid;
    gap: 0.375rem;
  }
  .preview dt {
    color: var(--c-ink-3);
  }
  .preview a {
    text-decoration: underline;
  }
  .taken {
    color: var(--c-good);
    font-weight: 600;
  }
  .links {
    display: grid;
    gap: 0.25rem;
  }
  .links a {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2.5rem;
    padding: 0.25rem 0.625rem;
    border: 1px solid var(--c-line);
    border-radius: 9px;
    color: var(--c-ink);
    font-weight: 550;
  }
  .links a:hover {
    background: var(--c-hover);
    text-decoration: none;
  }
  .links .clip {
    flex: 1;
  }
`;
