import { css } from "lit";

/**
 * The console's own tokens, set once on the document: every shadow root inherits them. The text colours keep
 * 4.5 : 1 on every surface they are used on, in both schemes.
 */
export const documentLook = css`
  :root {
    color-scheme: light dark;
    --c-canvas: light-dark(#f6f7f9, #0e1116);
    --c-surface: light-dark(#ffffff, #14181f);
    --c-raised: light-dark(#ffffff, #1b212b);
    --c-hover: light-dark(#f1f3f6, #1b212b);
    --c-selected: light-dark(#eaf1fd, #172438);
    --c-line: light-dark(#e5e8ed, #252c37);
    --c-line-strong: light-dark(#c9d0da, #3b4454);
    --c-control: light-dark(#868f9e, #6b7687);
    --c-ink: light-dark(#151a22, #edf0f5);
    --c-ink-2: light-dark(#465062, #b6bfcc);
    --c-ink-3: light-dark(#5f697a, #939dae);
    --c-accent: light-dark(#1a62cf, #6cabff);
    --c-accent-strong: light-dark(#144fa9, #8dbfff);
    --c-on-accent: light-dark(#ffffff, #071427);
    --c-accent-soft: light-dark(#e6effc, #16273f);
    --c-good: light-dark(#14724a, #5fd39b);
    --c-good-soft: light-dark(#e3f4eb, #11291e);
    --c-warn: light-dark(#855200, #f0b95a);
    --c-warn-soft: light-dark(#fff2da, #2e2310);
    --c-bad: light-dark(#b3261e, #ff8f85);
    --c-bad-soft: light-dark(#fdeceb, #351917);
    --c-violet: light-dark(#6a3fc0, #b89bff);
    --c-violet-soft: light-dark(#f0eafb, #251c3b);
    --c-shadow: light-dark(0 8px 28px rgb(20 28 45 / 14%), 0 10px 32px rgb(0 0 0 / 55%));
    --c-shadow-low: light-dark(0 1px 2px rgb(20 28 45 / 6%), none);
    --c-font: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  }
  html,
  body {
    height: 100%;
    margin: 0;
    background: var(--c-canvas);
    color: var(--c-ink);
    font: 400 0.875rem / 1.45 var(--c-font);
    overscroll-behavior: none;
  }
`;

/** What every element of the console starts from. */
export const baseLook = css`
  :host {
    display: block;
    color: var(--c-ink);
    font: 400 0.875rem / 1.45 var(--c-font);
    -webkit-font-smoothing: antialiased;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 1.125rem;
    font-weight: 650;
    letter-spacing: -0.011em;
    line-height: 1.3;
  }
  h2 {
    font-size: 0.8125rem;
    font-weight: 600;
  }
  a {
    color: var(--c-accent);
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  :focus-visible {
    outline: 2px solid var(--c-accent);
    outline-offset: 2px;
  }
  svg {
    display: block;
    flex: none;
  }
  .quiet {
    color: var(--c-ink-3);
  }
  .small {
    font-size: 0.75rem;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  kbd {
    font: inherit;
    font-size: 0.6875rem;
    padding: 0 0.3125rem;
    border: 1px solid var(--c-line-strong);
    border-radius: 4px;
    color: var(--c-ink-3);
  }
  /* Placeholders appear only when an answer takes longer than a person notices. */
  .skeleton {
    animation: appear 0s 200ms both;
  }
  .skeleton i {
    display: block;
    height: 0.625rem;
    border-radius: 4px;
    background: var(--c-line);
  }
  @keyframes appear {
    from {
      visibility: hidden;
    }
    to {
      visibility: visible;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition-duration: 0s !important;
    }
  }
`;
