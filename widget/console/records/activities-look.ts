import { css } from "lit";

export const activitiesLook = css`
  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.5rem;
  }
  .top h2 {
    flex: 1;
  }
  .top button[aria-expanded="true"] {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  form {
    display: grid;
    gap: 0.75rem;
    padding: 0.875rem;
    border-radius: 9px;
    background: var(--c-canvas);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
    gap: 0.75rem;
  }
  ol {
    display: grid;
    gap: 1rem;
  }
  li {
    display: grid;
    grid-template-columns: 1.75rem minmax(0, 1fr) auto;
    gap: 0.75rem;
    align-items: start;
  }
  .sign {
    display: grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    border-radius: 50%;
    background: var(--c-hover);
    color: var(--c-ink-2);
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  strong {
    overflow-wrap: anywhere;
  }
  .done strong {
    color: var(--c-ink-3);
    text-decoration: line-through;
  }
  .late {
    color: var(--c-bad);
    font-weight: 600;
  }
`;
