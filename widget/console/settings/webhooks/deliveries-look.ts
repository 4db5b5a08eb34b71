import { css } from "lit";

export const deliveriesLook = css`
  :host {
    display: grid;
    gap: 0.625rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
  }
  header h2 {
    flex: 1;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .chips button {
    min-height: 1.75rem;
    padding: 0 0.625rem;
    border-radius: 1rem;
    box-shadow: none;
    color: var(--c-ink-2);
    text-transform: capitalize;
  }
  .chips button[aria-pressed="true"] {
    border-color: var(--c-accent);
    background: var(--c-accent-soft);
    color: var(--c-accent);
  }
  .rows > li {
    grid-template-columns: minmax(0, 1fr) auto;
    padding: 0.5rem 1rem;
  }
  .rows button.name {
    justify-content: flex-start;
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    background: none;
    box-shadow: none;
    font-size: 0.8125rem;
  }
  .rows button.name::after {
    content: "";
    position: absolute;
    inset: 0;
  }
  .rows > li:hover {
    background: var(--c-hover);
  }
  .pager {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 0.25rem;
    font-size: 0.8125rem;
  }
  .pager .off {
    display: grid;
    place-items: center;
    width: 2rem;
    color: var(--c-line-strong);
  }
  .refusal {
    display: flex;
    gap: 0.5rem;
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
`;
