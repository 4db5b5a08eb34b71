import { css } from "lit";

export const chartLook = css`
  :host {
    min-width: 0;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.25rem 1rem;
    min-height: 2.5rem;
    color: var(--c-ink-2);
    font-size: 0.75rem;
  }
  .legend ul {
    display: flex;
    flex-wrap: wrap;
    align-content: start;
    gap: 0.25rem 0.875rem;
  }
  .legend li {
    display: flex;
    align-items: center;
    gap: 0.375rem;
  }
  .legend i {
    width: 0.625rem;
    height: 0.625rem;
    border-radius: 3px;
    background: currentColor;
  }
  .legend b,
  .when {
    color: var(--c-ink);
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  /* Room for what is read, so that the others stay where they are. */
  .legend b {
    min-width: 1.75rem;
  }
  /* As high as what is drawn in it, whatever a rem is. */
  .plot {
    height: 208px;
    border-radius: 6px;
    touch-action: pan-y;
  }
  svg {
    overflow: hidden;
  }
  .line {
    stroke: var(--c-line);
    shape-rendering: crispEdges;
  }
  text {
    fill: var(--c-ink-3);
    font: 400 0.6875rem / 1 var(--c-font);
    font-variant-numeric: tabular-nums;
  }
  .tick {
    text-anchor: end;
  }
  .label {
    text-anchor: middle;
  }
  .active {
    fill: var(--c-hover);
  }
  .accent {
    color: var(--c-accent);
  }
  .good {
    color: var(--c-good);
  }
  .warn {
    color: light-dark(#d08700, #f0b95a);
  }
  .bad {
    color: var(--c-bad);
  }
  .violet {
    color: var(--c-violet);
  }
  .quiet {
    color: var(--c-control);
  }
  rect:not(.active),
  circle {
    fill: currentColor;
  }
  /* A hair of ground between what stands on each other, for eyes that do not tell the colours. */
  rect:not(.active) {
    stroke: var(--c-raised);
    stroke-width: 0.5;
  }
  .stroke {
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linejoin: round;
  }
  @media (forced-colors: active) {
    .legend i {
      forced-color-adjust: none;
    }
    .accent {
      color: Highlight;
    }
    .good,
    .violet,
    .quiet {
      color: GrayText;
    }
    .warn,
    .bad {
      color: CanvasText;
    }
    text {
      fill: CanvasText;
    }
    .line {
      stroke: GrayText;
    }
    .active {
      fill: Canvas;
      stroke: Highlight;
    }
    rect:not(.active) {
      stroke: Canvas;
      stroke-width: 1;
    }
  }
`;
