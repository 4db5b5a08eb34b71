import { html, type TemplateResult } from "lit";

/** Line icons on a 24 by 24 grid. The `svg` style of theme.ts gives them size, stroke and colour. Always decoration. */
const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

export const closeIcon = icon("M6 6l12 12M18 6L6 18");
export const sendIcon = icon("M12 20V5M5 12l7-7 7 7");
export const downIcon = icon("M12 5v14M5 12l7 7 7-7");
