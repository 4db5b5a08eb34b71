import { css } from "lit";

/** The page of one deal. */
export const dealLook = css`
  :host {
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  .page {
    display: grid;
    gap: 1rem;
    max-width: 68rem;
    margin: 0 auto;
    padding: 1rem 1.5rem 3rem;
  }
  .crumb {
    display: inline-flex;
    align-items: center;
    gap: 0.125rem;
    min-height: 1.5rem;
    margin-left: -0.25rem;
    color: var(--c-ink-3);
    font-size: 0.8125rem;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1rem;
  }
  .title {
    flex: 1 1 14rem;
    min-width: 0;
  }
  h1,
  .title p {
    overflow-wrap: anywhere;
  }
  .choose {
    display: grid;
    gap: 0.1875rem;
  }
  .choose label {
    font-size: 0.75rem;
    color: var(--c-ink-3);
  }
  .choose select {
    width: auto;
    min-width: 8.5rem;
    text-transform: capitalize;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 20rem;
    gap: 1rem;
    align-items: start;
  }
  .main {
    display: grid;
    gap: 1rem;
    min-width: 0;
  }
  .card,
  aside {
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-surface);
  }
  .card {
    display: grid;
    gap: 0.875rem;
    padding: 1rem 1.25rem 1.125rem;
  }
  aside .facts:first-child {
    border-top: 0;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr));
    gap: 0.875rem 1rem;
  }
  .save {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-self: end;
  }
  .note-form {
    display: grid;
    gap: 0.5rem;
    justify-items: end;
  }
  .notes {
    display: grid;
    gap: 0.875rem;
  }
  .notes li {
    padding: 0.625rem 0.875rem;
    border-radius: 9px;
    background: light-dark(#fdf8ea, #242014);
  }
  .notes .quiet {
    color: var(--c-ink-2);
  }
  .words {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .refusal {
    display: flex;
    gap: 0.5rem;
    padding: 0.625rem 0.875rem;
    border-radius: 9px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  .ghost {
    display: grid;
    gap: 1rem;
    padding: 1rem 0;
  }
  .ghost i:first-child {
    width: 14rem;
    height: 1.25rem;
  }
  .missing {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 6rem 1.5rem;
    text-align: center;
  }
  @media (max-width: 960px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .page {
      padding: 0.75rem 1rem 2rem;
    }
  }
  .card console-quick-add {
    margin-inline: -1.25rem;
  }
`;
