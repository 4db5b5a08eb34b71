import { escapeHtml, Html, html } from "./html.ts";

/** Code on its own; the page adds a button that copies it. */
export const codeBlock = (code: Html | string): Html =>
  html`<div class="block"><pre class="code" tabindex="0"><code>${code}</code></pre></div>`;

/** JSON text with its parts marked for colour. */
export function jsonCode(text: string): Html {
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?/g;
  let from = 0;
  let marked = "";
  for (const found of text.matchAll(token)) {
    const [whole, quoted, colon] = found;
    const kind = quoted === undefined ? "v" : colon === undefined ? "s" : "k";
    const part = quoted ?? whole;
    marked += `${escapeHtml(text.slice(from, found.index))}<span class="${kind}">${escapeHtml(part)}</span>${escapeHtml(colon ?? "")}`;
    from = found.index + whole.length;
  }
  return new Html(marked + escapeHtml(text.slice(from)));
}
