import { type SVGTemplateResult, svg } from "lit";

// Not in ui/icons.ts: what panel and extras both use would become a chunk of its own, and a request more.
const icon = (shape: SVGTemplateResult): SVGTemplateResult =>
  svg`<svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`;

export const crossIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`);
export const moreIcon = icon(svg`<g stroke-width="3.5"><path d="M5 12h.01M12 12h.01M19 12h.01"/></g>`);
export const starIcon = icon(
  svg`<path d="M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z"/>`,
);
