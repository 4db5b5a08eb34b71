import { css } from "lit";

export const threadHeadLook = css`
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
  .state.blocked {
    background: var(--c-bad-soft);
    color: var(--c-bad);
  }
  .blocking {
    display: grid;
    gap: 0.875rem;
    color: var(--c-ink-2);
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
  }
`;
