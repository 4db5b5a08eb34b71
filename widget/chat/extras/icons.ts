import { html, type TemplateResult } from "lit";

// Not in ui/icons.ts: what panel and extras both use would become a chunk of its own, and a request more.
const icon = (path: string, width = 2): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path stroke-width=${width} d=${path}></path></svg>`;

export const crossIcon = icon("M6 6l12 12M18 6L6 18");
export const checkIcon = icon("M5 12.5l5 5L19.5 7");
export const moreIcon = icon("M5 12h.01M12 12h.01M19 12h.01", 3.5);
export const starIcon = icon("M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9L3.5 9.7l5.9-.8z", 1.6);
export const incidentIcon = icon("M12 4l9 16H3zM12 10v4M12 17h.01");
export const backIcon = icon("M15 5l-7 7 7 7");
