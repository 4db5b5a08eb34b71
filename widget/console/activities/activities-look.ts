import { css } from "lit";

/** The page of the tasks, beside what tables have. */
export const activitiesLook = css`
  .page > header {
    flex-wrap: wrap;
    align-items: center;
  }
  .actions {
    flex: 1;
    min-width: 0;
    display: flex;
    justify-content: flex-end;
  }
  .views {
    display: inline-flex;
    min-width: 0;
    padding: 2px;
    border-radius: 8px;
    background: var(--c-hover);
    overflow-x: auto;
    scrollbar-width: none;
  }
  .views a {
    display: inline-flex;
    flex: none;
    align-items: center;
    gap: 0.375rem;
    min-height: 1.75rem;
    padding: 0 0.625rem;
    border-radius: 6px;
    color: var(--c-ink-2);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .views a:hover {
    color: var(--c-ink);
    text-decoration: none;
  }
  .views a[aria-current] {
    background: var(--c-raised);
    color: var(--c-ink);
    box-shadow: var(--c-shadow-low);
  }
  .views .count {
    color: var(--c-ink-3);
    font-variant-numeric: tabular-nums;
  }
  .views .overdue {
    padding: 0 0.3125rem;
    border-radius: 1rem;
    background: var(--c-bad-soft);
    color: var(--c-bad);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .list {
    gap: 0;
  }
  .list .task {
    padding: 0.75rem 1.5rem;
    border-bottom: 1px solid var(--c-line);
  }
  .list .task:hover {
    background: var(--c-hover);
  }
  .day {
    padding: 1rem 1.5rem 0.375rem;
    border-bottom: 1px solid var(--c-line);
  }
  .day h2 {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .ghost {
    display: grid;
    gap: 2rem;
    padding: 1.5rem;
  }
  @media (max-width: 960px) {
    .actions {
      flex: 1 1 100%;
      justify-content: flex-start;
    }
    .list .task,
    .day {
      padding-inline: 1rem;
    }
  }
`;
