import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

export function dealMissing(): TemplateResult {
  return html`<div class="missing">
    <h1>This opportunity does not exist</h1>
    <p class="quiet">It may have been deleted, or it belongs to the other mode.</p>
    <a class="button" href="/crm/opportunities">The whole pipeline</a>
  </div>`;
}

/** Why something could not be done. */
export function dealProblem(problem: string | null): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  return html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${problem}</span></p>`;
}

/** What stands there before the deal does; `problem` is why it does not come. */
export function dealLoading(problem: string | null, again: () => void): TemplateResult {
  if (problem !== null) {
    return html`${dealProblem(problem)}
      <p><button type="button" @click=${again}>Try again</button></p>`;
  }
  return html`<div class="skeleton ghost" role="status" aria-label="Loading the opportunity"><i></i><i></i><i></i><i></i></div>`;
}
