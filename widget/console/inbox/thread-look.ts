import { css } from "lit";

export const threadLook = css`
  :host {
    min-height: 0;
    background: var(--c-surface);
  }
  section {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    height: 3.5rem;
    padding: 0 0.875rem 0 1.25rem;
    border-bottom: 1px solid var(--c-line);
  }
  .title {
    flex: 1;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-width: 0;
  }
  h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .state {
    padding: 0 0.4375rem;
    border-radius: 5px;
    background: light-dark(#eceff3, #262d38);
    color: var(--c-ink-2);
    font-size: 0.75rem;
    font-weight: 550;
    text-transform: capitalize;
  }
  .back {
    display: none;
  }
  .assignee {
    width: auto;
    max-width: 10.5rem;
    border-color: var(--c-line-strong);
    font-size: 0.8125rem;
  }
  .icon[aria-pressed="true"] {
    background: var(--c-selected);
    color: var(--c-accent);
  }
  valethon-messages {
    flex: 1;
    min-height: 0;
    font-size: 0.875rem;
  }
  valethon-messages::part(bubble) {
    max-width: 40rem;
    border-radius: 14px;
  }
  valethon-messages::part(bot) {
    background: var(--c-accent-soft);
    color: var(--c-ink);
  }
  .earlier {
    display: flex;
    margin: 0.5rem auto;
  }
  .viewers {
    padding: 0.25rem 1.25rem 0;
    color: var(--c-violet);
  }
  .reply {
    padding: 0.5rem 1rem 0.875rem;
  }
  .over {
    padding: 1rem 1.25rem 1.25rem;
    border-top: 1px solid var(--c-line);
    text-align: center;
    font-size: 0.8125rem;
  }
  .missing {
    display: grid;
    place-items: center;
    padding: 2rem;
    text-align: center;
  }
  .missing div {
    display: grid;
    justify-items: center;
    gap: 0.625rem;
  }
  .loading {
    flex: 1;
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: 0.75rem;
    padding: 1rem 1.25rem;
  }
  .loading i {
    height: 2.375rem;
    border-radius: 14px;
    background: var(--c-hover);
  }
  .m1 {
    width: 40%;
  }
  .m2 {
    width: 55%;
    align-self: flex-end;
  }
  .m3 {
    width: 30%;
  }
  @media (max-width: 720px) {
    header {
      padding: 0 0.375rem;
      gap: 0.25rem;
    }
    .back {
      display: inline-flex;
    }
    .assignee {
      max-width: 7.5rem;
      min-height: 2.25rem;
      font-size: 0.8125rem;
    }
    /* The button to reopen says as much. */
    .state.closed,
    .take {
      display: none;
    }
    .close {
      min-height: 2.25rem;
      padding-inline: 0.5rem;
    }
    .reply {
      padding: 0.375rem 0.625rem max(0.625rem, env(safe-area-inset-bottom));
    }
  }
`;
