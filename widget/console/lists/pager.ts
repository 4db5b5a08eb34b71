import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { Page } from "../records.ts";

/** Where a table stands among its pages, with links to the next and the previous one. `shown`: how many rows are on screen. */
export function pager(
  { page, per_page, total, total_pages }: Page<unknown>["pagination"],
  shown: number,
  hrefOfPage: (page: number) => string,
): TemplateResult | typeof nothing {
  if (shown === 0) return nothing;
  const first = (page - 1) * per_page + 1;
  const link = (to: number, label: string, sign: "back" | "next") =>
    to < 1 || to > total_pages
      ? html`<span class="icon off" aria-hidden="true">${icon(sign)}</span>`
      : html`<a class="button icon" href=${hrefOfPage(to)} aria-label=${label}>${icon(sign)}</a>`;
  return html`<nav class="pager" aria-label="Pages">
    <span class="quiet">${first}–${first + shown - 1} of ${total}</span>
    ${link(page - 1, "Previous page", "back")} ${link(page + 1, "Next page", "next")}
  </nav>`;
}
