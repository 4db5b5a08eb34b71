import { css } from "lit";

export const panelLook = css`
  :host {
    min-height: 0;
    background: var(--c-surface);
  }
  aside {
    position: relative;
    height: 100%;
    overflow-y: auto;
    scrollbar-width: thin;
    overscroll-behavior: contain;
  }
  .hide {
    position: absolute;
    top: 0.75rem;
    right: 0.625rem;
    display: none;
  }
  .who {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 1.125rem 1.125rem 0.875rem;
  }
  h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .trust {
    display: inline-flex;
    align-items: center;
    gap: 0.1875rem;
    padding: 0 0.4375rem;
    border-radius: 6px;
    font-size: 0.6875rem;
    font-weight: 550;
    line-height: 1.1875rem;
  }
  .trust.good {
    background: var(--c-good-soft);
    color: var(--c-good);
  }
  .trust.warn {
    background: var(--c-warn-soft);
    color: var(--c-warn);
  }
  .trust.plain {
    background: light-dark(#eceff3, #262d38);
    color: var(--c-ink-2);
  }
  .contact {
    display: grid;
    gap: 0.4375rem;
    padding: 0 1.125rem 1rem;
    font-size: 0.8125rem;
  }
  .contact li {
    display: flex;
    align-items: center;
    gap: 0.5625rem;
    min-width: 0;
  }
  .contact svg {
    color: var(--c-ink-3);
  }
  .customer {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.5625rem 0.75rem;
    border: 1px solid var(--c-line);
    border-radius: 9px;
    font-size: 0.8125rem;
  }
  .customer > div {
    flex: 1;
    min-width: 0;
  }
  .customer .name {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
  }
  .customer strong {
    font-weight: 600;
  }
  .customer .owner {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .trail {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.3125rem;
    font-size: 0.8125rem;
  }
  .trail li {
    position: relative;
    display: flex;
    gap: 0.5rem;
    padding-left: 0.875rem;
  }
  .trail li::before {
    content: "";
    position: absolute;
    top: 0.4375rem;
    left: 0.0625rem;
    width: 0.375rem;
    height: 0.375rem;
    border-radius: 50%;
    background: var(--c-line-strong);
  }
  .trail:not(.plain) li:first-child::before {
    background: light-dark(#1f9d63, #5fd39b);
  }
  .trail .clip {
    flex: 1;
  }
  .ghost {
    display: grid;
    gap: 0.75rem;
    padding: 1.125rem;
  }
  @media (max-width: 1119px) {
    .hide {
      display: inline-flex;
    }
    .who {
      padding-right: 3rem;
    }
  }
`;
