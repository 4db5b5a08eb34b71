import { css } from "lit";

/** A deal on the board. */
export const cardLook = css`
  .card {
    position: relative;
    display: grid;
    gap: 0.25rem;
    padding: 0.625rem 0.625rem 0.5625rem 0.75rem;
    border: 1px solid var(--c-line);
    border-radius: 9px;
    background: var(--c-raised);
    box-shadow: var(--c-shadow-low);
    transition: border-color 120ms;
  }
  .card:hover {
    border-color: var(--c-line-strong);
  }
  .movable .card {
    cursor: grab;
    -webkit-touch-callout: none;
    user-select: none;
  }
  .line {
    display: flex;
    align-items: flex-start;
    gap: 0.25rem;
  }
  .name {
    flex: 1;
    min-width: 0;
    color: var(--c-ink);
    font-size: 0.8125rem;
    font-weight: 600;
    line-height: 1.35;
    overflow-wrap: anywhere;
    -webkit-user-drag: none;
  }
  .name:hover {
    text-decoration: none;
  }
  /* The link covers its card, so that a click anywhere on it opens the deal. */
  .name::after {
    content: "";
    position: absolute;
    inset: 0;
    border-radius: 9px;
  }
  .name:focus-visible {
    outline: none;
  }
  .name:focus-visible::after {
    outline: 2px solid var(--c-accent);
    outline-offset: 1px;
  }
  .grip {
    position: relative;
    z-index: 1;
    width: 1.5rem;
    min-height: 1.5rem;
    margin: -0.1875rem -0.1875rem 0 0;
    color: var(--c-ink-3);
    cursor: grab;
    opacity: 0;
  }
  .card:hover .grip,
  .card:focus-within .grip,
  .keys .grip {
    opacity: 1;
  }
  @media (hover: none) {
    .grip {
      opacity: 1;
    }
  }
  .who {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.125rem 0.625rem;
    min-height: 1.375rem;
    font-size: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  .foot strong {
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .due {
    display: inline-flex;
    align-items: center;
    gap: 0.1875rem;
    color: var(--c-ink-3);
    white-space: nowrap;
  }
  .due.late {
    color: var(--c-bad);
    font-weight: 550;
  }
  .age {
    color: var(--c-ink-3);
  }
  .owner {
    margin-left: auto;
  }
  .card.keys {
    border-color: var(--c-accent);
    box-shadow: 0 0 0 2px var(--c-accent), var(--c-shadow);
  }
  .card.pointer {
    border-color: var(--c-control);
    border-style: dashed;
    background: transparent;
    box-shadow: none;
  }
  .card.picture {
    position: fixed;
    z-index: 40;
    margin: 0;
    cursor: grabbing;
    rotate: 1.5deg;
    box-shadow: var(--c-shadow);
    pointer-events: none;
  }
  @media (forced-colors: active) {
    .card.keys {
      outline: 3px solid Highlight;
    }
  }
`;
