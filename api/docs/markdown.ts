import { codeBlock, jsonCode } from "./code.ts";
import { escapeHtml, Html, html } from "./html.ts";

/**
 * The part of Markdown that our own texts use: headings (## and ###), paragraphs, lists (-), tables, fenced code,
 * `code` and **strong**. Everything is escaped; there are no links and no images to smuggle anything in.
 */
export function markdown(text: string): Html {
  const blocks: Html[] = [];
  let lines = text.split("\n");
  while (lines.length > 0) {
    const [block, rest] = takeBlock(lines);
    if (block !== null) blocks.push(block);
    lines = rest;
  }
  return html`${blocks}`;
}

/** Code and strong text within a line. */
export function inline(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (/^`[^`]+`$/.test(part)) return `<code>${escapeHtml(part.slice(1, -1))}</code>`;
    if (/^\*\*[^*]+\*\*$/.test(part)) return `<strong>${inline(part.slice(2, -2)).text}</strong>`;
    return escapeHtml(part);
  });
  return new Html(parts.join(""));
}

/** The id of a heading. */
export const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

type Taken = readonly [Html | null, string[]];

function takeBlock(lines: readonly string[]): Taken {
  const [first = ""] = lines;
  if (first.trim() === "") return [null, lines.slice(1)];
  if (first.startsWith("```")) return fence(lines);
  if (/^#{2,3} /.test(first)) return [heading(first), lines.slice(1)];
  const isList = first.startsWith("- ");
  const belongs = isList ? /^(- | {2})/ : first.startsWith("|") ? /^\|/ : /^(?!```|#{2,3} |- |\||\s*$)/;
  const end = lines.findIndex((line) => !belongs.test(line));
  const own = end === -1 ? [...lines] : lines.slice(0, Math.max(end, 1));
  const rest = lines.slice(own.length);
  if (isList) return [list(own), rest];
  return [first.startsWith("|") ? table(own) : html`<p>${inline(own.join(" "))}</p>`, rest];
}

function fence(lines: readonly string[]): Taken {
  const end = lines.indexOf("```", 1);
  const last = end === -1 ? lines.length : end;
  const language = (lines[0] ?? "").slice(3);
  const code = lines.slice(1, last).join("\n");
  const shown = language === "json" ? jsonCode(code) : code;
  return [codeBlock(shown), lines.slice(last + 1)];
}

function heading(line: string): Html {
  const text = line.replace(/^#+ /, "");
  return line.startsWith("### ") ? html`<h3>${inline(text)}</h3>` : html`<h2 id="${slug(text)}">${inline(text)}</h2>`;
}

function list(lines: readonly string[]): Html {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith("- ")) items.push(line.slice(2));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return html`<ul>${items.map((item) => html`<li>${inline(item)}</li>`)}</ul>`;
}

function table(lines: readonly string[]): Html {
  const [head = [], , ...rows] = lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return html`<div class="table" tabindex="0" role="region" aria-label="${head.join(", ")}"><table>
<thead><tr>${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody>
</table></div>`;
}
