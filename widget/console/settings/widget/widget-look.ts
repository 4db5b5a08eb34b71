import { css } from "lit";

export const widgetLook = css`
  .editor {
    display: grid;
    grid-template-columns: minmax(0, 26rem) minmax(0, 1fr);
    align-items: start;
    gap: 1.5rem;
  }
  .options {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .beside {
    position: sticky;
    top: 1rem;
    display: grid;
    gap: 1rem;
    min-width: 0;
  }
  details.card {
    gap: 0;
    padding: 0;
  }
  summary {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    padding: 0.75rem 1rem;
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary svg {
    color: var(--c-ink-3);
    transition: rotate 120ms;
  }
  details[open] summary svg {
    rotate: 90deg;
  }
  .fields {
    display: grid;
    gap: 1rem;
    padding: 0.25rem 1rem 1.25rem;
  }
  .fields .pair {
    grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr));
  }
  .asked {
    display: grid;
    gap: 0.5rem;
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .texts {
    display: grid;
    justify-items: start;
    gap: 0.5rem;
  }
  .text {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 0.6fr) auto;
    gap: 0.375rem;
    width: 100%;
  }
  .text input {
    grid-row: 2;
    grid-column: 1 / 3;
  }
  .save.due {
    position: sticky;
    bottom: 0;
    z-index: 1;
    margin: 0 -0.25rem;
    padding: 0.75rem 0.25rem;
    background: var(--c-surface);
  }
  .begin {
    justify-items: start;
    gap: 0.5rem;
  }
  @media (max-width: 1180px) {
    .editor {
      grid-template-columns: minmax(0, 1fr);
    }
    .beside {
      position: static;
      grid-row: 1;
    }
  }
`;
