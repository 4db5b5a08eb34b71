import { css } from "lit";

/** A part of a record's page in a frame of its own, with its heading, and a form's buttons. */
export const cardLook = css`
  .card {
    display: grid;
    gap: 0.875rem;
    padding: 1rem 1.25rem 1.125rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-surface);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
  }
`;
