import { css, html, nothing, type TemplateResult } from "lit";
import { safeHref, shortAddress } from "../web-address.ts";

type Value = string | number | TemplateResult | null | undefined;

/** A titled list of facts; facts without a value are left out, and so is a list without facts. */
export function facts(
  title: string,
  rows: readonly (readonly [label: string, value: Value])[],
): TemplateResult | typeof nothing {
  const known = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (known.length === 0) return nothing;
  return html`<section class="facts">
    <h3>${title}</h3>
    <dl>
      ${known.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

/** A link to a page of somebody's website; plain text where a link would not be harmless. */
export function pageLink(address: string | null | undefined, text?: string | null): TemplateResult | string | null {
  if (address === null || address === undefined || address === "") return null;
  const href = safeHref(address);
  if (href === null) return text || address;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow ugc" title=${address}>${text || shortAddress(address)}</a>`;
}

export const factsLook = css`
  .facts {
    display: grid;
    gap: 0.5rem;
    padding: 0.875rem 1.125rem;
    border-top: 1px solid var(--c-line);
  }
  h3 {
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 600;
  }
  dl {
    display: grid;
    gap: 0.3125rem;
  }
  dl > div {
    display: grid;
    grid-template-columns: 5.75rem minmax(0, 1fr);
    gap: 0.5rem;
    font-size: 0.8125rem;
  }
  dt {
    color: var(--c-ink-3);
  }
  dt,
  dd {
    overflow-wrap: anywhere;
  }
`;
