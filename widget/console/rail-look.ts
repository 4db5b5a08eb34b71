import { css } from "lit";

export const railLook = css`
  nav {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 0.25rem;
    width: 4.5rem;
    height: 100%;
    padding: 0.75rem 0 0.875rem;
    border-right: 1px solid var(--c-line);
  }
  .brand {
    display: grid;
    place-items: center;
    margin-bottom: 0.875rem;
    padding: 0.25rem;
    border-radius: 9px;
  }
  .sections {
    display: grid;
    gap: 0.25rem;
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: none;
  }
  .section {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 0.125rem;
    width: 3.75rem;
    padding: 0.4375rem 0 0.375rem;
    border-radius: 9px;
    color: var(--c-ink-3);
    font-size: 0.6875rem;
    font-weight: 550;
  }
  .section:hover {
    background: var(--c-hover);
    color: var(--c-ink);
    text-decoration: none;
  }
  .section[aria-current] {
    background: var(--c-selected);
    color: var(--c-accent);
  }
  .sign {
    position: relative;
  }
  .sign b {
    position: absolute;
    top: -0.375rem;
    left: 0.8125rem;
    min-width: 0.4375rem;
    padding: 0 0.25rem;
    border: 2px solid var(--c-canvas);
    border-radius: 1rem;
    background: var(--c-bad);
    color: light-dark(#fff, #2b0a07);
    font-size: 0.625rem;
    font-weight: 700;
    line-height: 0.9375rem;
    text-align: center;
    box-sizing: content-box;
  }
  .gap {
    flex: 1;
  }
  .mode,
  .account {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 0.25rem;
    min-height: 0;
    width: 3.75rem;
    padding: 0.4375rem 0;
    border: 0;
    border-radius: 9px;
    background: none;
    box-shadow: none;
    color: var(--c-ink-3);
    font-size: 0.6875rem;
    font-weight: 550;
  }
  .track {
    display: block;
    width: 1.875rem;
    height: 1.125rem;
    padding: 2px;
    border: 1px solid var(--c-control);
    border-radius: 1rem;
    background: var(--c-surface);
  }
  .track i {
    display: block;
    width: 0.75rem;
    height: 0.75rem;
    border-radius: 50%;
    background: var(--c-control);
    transition: translate 140ms;
  }
  [aria-checked="true"] .track {
    border-color: light-dark(#b97a00, #f0b95a);
    background: light-dark(#b97a00, #f0b95a);
  }
  [aria-checked="true"] .track i {
    background: light-dark(#fff, #2e2310);
    translate: 0.75rem 0;
  }
  [aria-checked="true"].mode {
    color: var(--c-warn);
  }
  .dot {
    display: inline-block;
    width: 0.625rem;
    height: 0.625rem;
    border-radius: 50%;
    background: var(--c-control);
  }
  .dot.online {
    background: light-dark(#1f9d63, #5fd39b);
  }
  .dot.connecting {
    background: light-dark(#d98a00, #f0b95a);
  }
  .account .dot {
    position: absolute;
    top: 1.6875rem;
    left: 2.375rem;
    border: 2px solid var(--c-canvas);
    box-sizing: content-box;
  }
  .account.more {
    display: none;
  }
  .account .name {
    position: absolute;
    clip-path: inset(50%);
  }
  .menu {
    position: fixed;
    inset: auto auto 0.75rem 4.875rem;
    width: 15rem;
    margin: 0;
    padding: 0.5rem;
    border: 1px solid var(--c-line);
    border-radius: 12px;
    background: var(--c-raised);
    color: var(--c-ink);
    box-shadow: var(--c-shadow);
  }
  .menu .who {
    display: flex;
    gap: 0.625rem;
    align-items: center;
    padding: 0.375rem 0.375rem 0.625rem;
  }
  .menu p {
    display: flex;
    align-items: center;
    gap: 0.4375rem;
    padding: 0.5rem 0.375rem;
    border-top: 1px solid var(--c-line);
  }
  .menu a {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 2.5rem;
    padding: 0 0.5rem;
    border-radius: 8px;
    color: var(--c-ink);
    font-weight: 500;
  }
  .menu button {
    width: 100%;
    justify-content: flex-start;
    padding-inline: 0.375rem;
  }
  @media (max-width: 720px) {
    nav {
      flex-direction: row;
      justify-content: space-around;
      width: 100%;
      height: auto;
      padding: 0.25rem 0.5rem max(0.25rem, env(safe-area-inset-bottom));
      border-right: 0;
      border-top: 1px solid var(--c-line);
      background: var(--c-surface);
    }
    .sections {
      display: contents;
    }
    .brand,
    .gap,
    .later {
      display: none;
    }
    .account.more {
      display: grid;
    }
    .more[aria-current] {
      color: var(--c-accent);
    }
    .mode {
      padding: 0.5rem 0 0.375rem;
    }
    .account .avatar {
      width: 1.375rem;
      height: 1.375rem;
      font-size: 0.5625rem;
    }
    .account {
      padding: 0.4375rem 0 0.375rem;
      gap: 0.125rem;
    }
    .account .dot {
      top: 1.0625rem;
      left: 2.125rem;
    }
    .account .name {
      position: static;
      clip-path: none;
    }
    .menu {
      inset: auto 0.5rem 4.25rem auto;
    }
  }
`;
