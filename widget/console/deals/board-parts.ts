import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

/** Why the board could not be loaded. */
export function refusalBar(problem: string | null, again: () => void): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  return html`<p class="refusal" role="alert">
    ${icon("alert", 16)}<span>${problem}</span>
    <button type="button" @click=${again}>Try again</button>
  </p>`;
}

/** What is carried by keyboard, or after a press on its grip, and how to go on. */
export function carryingBar(name: string | null, letGo: () => void): TemplateResult | typeof nothing {
  if (name === null) return nothing;
  return html`<p class="carrying">
    <span>Moving <strong>${name}</strong>. Arrow keys or a press choose the stage, Space puts it down.</span>
    <button type="button" class="plain" @click=${letGo}>Cancel</button>
  </p>`;
}

export function loadingColumns(count: number): readonly TemplateResult[] {
  return Array.from(
    { length: count },
    () => html`<div class="column skeleton"><div class="ghost"><i></i><i></i><i></i></div></div>`,
  );
}
