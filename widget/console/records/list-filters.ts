import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";

const labels: Readonly<Record<string, string>> = {
  tag: "Tag",
  email: "Email",
  industry: "Industry",
  domain: "Domain",
  prospect_id: "Of prospect",
  created_after: "Created from",
  created_before: "Created until",
};

/** Filters that have no control of their own. */
const unseen = Object.keys(labels);

/** Lets any text through that the API takes as the value of a filter. */
export function isWord(text: string): boolean {
  return text.length <= 1000;
}

/** Filters that came with the address, such as a tag that was clicked, each with a button that takes it away. */
export function setFilters(
  filters: Readonly<Record<string, string>>,
  remove: (name: string) => void,
): TemplateResult | typeof nothing {
  const set = unseen.flatMap((name) => (filters[name] === undefined ? [] : [[name, filters[name]] as const]));
  if (set.length === 0) return nothing;
  return html`<div class="chips">
    ${set.map(
      ([name, value]) =>
        html`<button type="button" aria-label="Take away the filter ${labels[name]} ${value}" @click=${() => remove(name)}>
          ${labels[name]}: ${value}${icon("close", 13)}
        </button>`,
    )}
  </div>`;
}
