import { css } from "lit";

export const keyFormLook = css`
  .kinds {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .kinds label {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.125rem 0.5rem;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--c-line-strong);
    border-radius: 10px;
    color: var(--c-ink);
    cursor: pointer;
  }
  .kinds label:has(:checked) {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
  }
  .kinds input {
    width: 1rem;
    min-height: 0;
    height: 1rem;
    margin: 0.125rem 0 0;
    accent-color: var(--c-accent);
  }
  .kinds span {
    grid-column: 2;
    color: var(--c-ink-2);
    font-size: 0.75rem;
    font-weight: 400;
  }
  .rights {
    display: grid;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .presets {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  .right {
    display: grid;
    grid-template-columns: 7.5rem repeat(3, minmax(0, 1fr));
    align-items: center;
    min-height: 1.875rem;
    border-bottom: 1px solid var(--c-line);
  }
  .right label {
    display: flex;
    align-items: center;
    gap: 0.4375rem;
    min-height: 1.5rem;
    color: var(--c-ink);
    font-weight: 400;
  }
`;
