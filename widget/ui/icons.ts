import { type SVGTemplateResult, svg } from "lit";

/** Line icons on a 24 by 24 grid. The `svg` style of theme.ts gives them size, stroke and colour. Always decoration. */
const icon = (shape: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`;

export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`);
export const sendIcon = icon(svg`<path d="M12 20V5M5 12l7-7 7 7"/>`);
export const downIcon = icon(svg`<path d="M12 5v14M5 12l7 7 7-7"/>`);
