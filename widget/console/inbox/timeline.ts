import { html, nothing, type TemplateResult } from "lit";
import { ago } from "../time.ts";

const shownEntries = 8;

interface Entry {
  readonly what: TemplateResult | string | null;
  /** When, UTC ISO 8601. */
  readonly at: string;
}

/** What came one after another, given with the oldest first: the latest of it, the newest on top. Nothing for nothing. */
export function timeline(title: string, entries: readonly Entry[]): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  const now = Date.now();
  const shown = entries.slice(-shownEntries).reverse();
  const before = entries.length - shown.length;
  return html`<section class="facts">
    <h3>${title}</h3>
    <ol class="trail">
      ${shown.map(
        ({ what, at }) =>
          html`<li>
              <span class="clip">${what}</span>
              <time class="quiet small" datetime=${at}>${ago(at, now)}</time>
            </li>`,
      )}
    </ol>
    ${before > 0 ? html`<p class="quiet small">and ${before} before</p>` : nothing}
  </section>`;
}
