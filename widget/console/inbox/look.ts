import { css } from "lit";

export const inboxLook = css`
  :host {
    display: grid;
    min-height: 0;
  }
  .inbox {
    display: grid;
    grid-template-columns: 21.5rem minmax(0, 1fr);
    min-height: 0;
    height: 100%;
  }
  .inbox.one.with-panel {
    grid-template-columns: 21.5rem minmax(0, 1fr) 19.5rem;
  }
  .inbox > * {
    min-width: 0;
    min-height: 0;
  }
  console-conversation-list {
    border-right: 1px solid var(--c-line);
  }
  console-visitor-panel {
    border-left: 1px solid var(--c-line);
  }
  .hint {
    display: grid;
    place-items: center;
    padding: 2rem;
    background: var(--c-surface);
    text-align: center;
  }
  .hint.first {
    text-align: left;
  }
  .hint.first > div {
    width: min(34rem, 100%);
  }
  .hint:not(.first) > div {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
  }
  .hint:not(.first) svg {
    margin-bottom: 0.375rem;
    color: var(--c-line-strong);
  }
  .hint h2 {
    font-size: 0.9375rem;
  }
  .hint.first h2 {
    font-size: 1.125rem;
  }
  .keys {
    display: flex;
    gap: 1rem;
    margin-top: 0.75rem;
  }
  @media (max-width: 1119px) {
    .inbox,
    .inbox.one.with-panel {
      grid-template-columns: 18rem minmax(0, 1fr);
    }
    console-visitor-panel {
      grid-column: 2;
      grid-row: 1;
      z-index: 2;
      justify-self: end;
      width: min(20rem, 100%);
      box-shadow: var(--c-shadow);
    }
    console-thread {
      grid-column: 2;
      grid-row: 1;
    }
  }
  @media (max-width: 720px) {
    .inbox,
    .inbox.one.with-panel {
      grid-template-columns: minmax(0, 1fr);
    }
    .none .hint,
    .one console-conversation-list {
      display: none;
    }
    .none console-conversation-list {
      border-right: 0;
    }
    console-thread,
    console-visitor-panel {
      grid-column: 1;
    }
    console-visitor-panel {
      width: 100%;
      border-left: 0;
    }
  }
`;
