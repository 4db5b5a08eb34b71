import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { type Hit, hitTypes, linesOf, type Part } from "./hits.ts";

const marked = (parts: readonly Part[]) =>
  parts.map(({ text, isMatch }) => (isMatch ? html`<mark>${text}</mark>` : text));

/** A hit with its sign and its two lines. Use with `hitLook`. */
export function hitView(hit: Hit): TemplateResult {
  const { title, below } = linesOf(hit);
  return html`<span class="sign">${icon(hitTypes[hit.type].icon, 17)}</span>
    <span class="lines">
      <span class="title clip">${marked(title)}</span>
      ${below.length === 0 ? nothing : html`<span class="below clip">${marked(below)}</span>`}
    </span>`;
}

export const hitLook = css`
  .sign {
    display: grid;
    place-items: center;
    flex: none;
    width: 2rem;
    height: 2rem;
    border-radius: 8px;
    background: var(--c-hover);
    color: var(--c-ink-2);
  }
  .lines {
    flex: 1;
    display: grid;
    min-width: 0;
  }
  .title {
    color: var(--c-ink);
    font-weight: 550;
  }
  .below {
    color: var(--c-ink-2);
    font-size: 0.8125rem;
  }
  mark {
    border-radius: 2px;
    background: light-dark(#ffe9a8, #4d3d0d);
    color: inherit;
  }
`;
