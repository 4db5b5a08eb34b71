import { css } from "lit";

export const replyBoxLook = css`
  .reply {
    position: relative;
    padding: 0.375rem 1rem 0.875rem;
  }
  .modes {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    min-height: 1.75rem;
    padding: 0 0.25rem 0.3125rem;
  }
  .modes button {
    min-height: 1.5rem;
    padding: 0.125rem 0.5rem;
    border-color: transparent;
    background: transparent;
    box-shadow: none;
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .modes button:hover {
    background: var(--c-hover);
  }
  .modes button[aria-pressed="true"] {
    background: var(--c-selected);
    color: var(--c-accent);
    font-weight: 600;
  }
  .note .modes button[aria-pressed="true"] {
    background: var(--c-warn-soft);
    color: var(--c-warn);
  }
  .hint {
    overflow: hidden;
    color: var(--c-warn);
    text-overflow: ellipsis;
  }
  .note valethon-composer::part(composer) {
    border-color: var(--c-warn);
    background: var(--c-warn-soft);
  }
  .over {
    padding: 0.75rem 1.25rem 0.25rem;
    border-top: 1px solid var(--c-line);
    text-align: center;
    font-size: 0.8125rem;
  }
  @media (max-width: 720px) {
    .reply {
      padding: 0.25rem 0.625rem max(0.625rem, env(safe-area-inset-bottom));
    }
    .modes button {
      min-height: 2rem;
    }
  }
`;
