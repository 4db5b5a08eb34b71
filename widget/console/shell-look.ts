import { css } from "lit";

export const shellLook = css`
  :host {
    /* The chat's parts speak of --v-*; here they take the console's colours. */
    --v-accent: light-dark(#1a62cf, #2a61b5);
    --v-on-accent: #fff;
    --v-link: var(--c-accent);
    --v-bg: var(--c-surface);
    --v-soft: light-dark(#eef1f5, #222934);
    --v-line: var(--c-line);
    --v-edge: var(--c-control);
    --v-text: var(--c-ink);
    --v-mute: var(--c-ink-3);
    --v-bad: var(--c-bad);
    --v-good: var(--c-good);
    --v-radius: 12px;
    --v-font: var(--c-font);
    height: 100dvh;
  }
  .shell {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    height: 100%;
    background: var(--c-canvas);
  }
  .content {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  #page {
    flex: 1;
    display: grid;
    min-height: 0;
    min-width: 0;
    outline: none;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.125rem;
    padding: 0 0.5rem 0 1rem;
    background: var(--c-warn-soft);
    border-bottom: 1px solid light-dark(#f2dcae, #4a3a1c);
    color: var(--c-warn);
    font-size: 0.8125rem;
  }
  .banner > span {
    flex: 1;
  }
  .banner button {
    min-height: 1.625rem;
    color: inherit;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .skip {
    position: fixed;
    inset: 0.5rem auto auto 0.5rem;
    z-index: 60;
    padding: 0.5rem 0.875rem;
    border-radius: 8px;
    background: var(--c-accent);
    color: var(--c-on-accent);
    font-weight: 600;
  }
  .skip:not(:focus) {
    inset: -10rem auto auto 0;
  }
  .alone {
    display: grid;
    place-items: center;
    height: 100%;
    padding: 2rem;
    text-align: center;
  }
  .alone div {
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    max-width: 26rem;
  }
  @media (max-width: 720px) {
    .shell {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) auto;
    }
    console-rail {
      order: 2;
    }
    .deep console-rail {
      display: none;
    }
    .banner {
      padding-left: 0.75rem;
    }
    .banner .more {
      display: none;
    }
  }
`;
