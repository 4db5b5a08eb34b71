import { css } from "lit";

/** The pages in front of the console: one calm card. */
export const gateLook = css`
  :host {
    min-height: 100dvh;
    background: radial-gradient(60rem 32rem at 50% -12rem, light-dark(#e3f3fd, #10263a), transparent 70%), var(--c-canvas);
  }
  main {
    display: grid;
    justify-items: center;
    align-content: center;
    min-height: 100dvh;
    padding: 2rem 1rem;
  }
  form,
  .card {
    display: grid;
    gap: 1rem;
    width: min(23.5rem, 100%);
    padding: 2rem;
    border: 1px solid var(--c-line);
    border-radius: 14px;
    background: var(--c-surface);
    box-shadow: light-dark(0 1px 2px rgb(20 28 45 / 5%), none), light-dark(0 16px 48px -16px rgb(20 28 45 / 14%), none);
  }
  h1 {
    font-size: 1.25rem;
  }
  .lead {
    margin-top: -0.625rem;
    color: var(--c-ink-2);
  }
  input {
    min-height: 2.375rem;
  }
  .wide {
    min-height: 2.5rem;
    margin-top: 0.25rem;
    font-size: 0.875rem;
  }
  .refusal {
    padding: 0.5rem 0.75rem;
    border-radius: 8px;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.8125rem;
  }
  @media (max-width: 480px) {
    main {
      align-content: start;
      padding-top: 12vh;
    }
    form,
    .card {
      padding: 1.5rem 1.25rem;
    }
  }
`;
