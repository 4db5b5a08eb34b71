import { html, nothing, svg, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import "../parts/chart.ts";
import { type Cell, csvOf, saveFile } from "../save-file.ts";
import type { Card, SheetColumn } from "./card.ts";
import type { ReportRange } from "./range.ts";
import { numberText } from "./words.ts";

/** A report: its numbers, chart and table, and the table as a file. Use with `reportLook`. */
export function cardView(card: Card, range: ReportRange): TemplateResult {
  const { name, title, about, figures, chart, empty } = card;
  return html`<section class="card ${chart === null ? "" : "charted"}" aria-labelledby="${name}-title">
    <header>
      <h2 id="${name}-title">${title}</h2>
      <button
        type="button"
        class="icon"
        title="Download as CSV"
        aria-label="Download ${title} as CSV"
        ?disabled=${empty !== null}
        @click=${() => save(card, range)}
      >
        ${icon("download", 17)}
      </button>
    </header>
    <p class="about">${about}</p>
    ${
      empty === null
        ? html`${figures.length === 0 ? nothing : figuresView(card)}
            <div class="body">
              ${chart === null ? nothing : html`<console-chart .data=${chart} label=${title}></console-chart>`}
              ${tableView(card)}
            </div>`
        : html`<p class="nothing">${empty}</p>`
    }
  </section>`;
}

function figuresView({ figures }: Card) {
  return html`<dl class="figures">
    ${figures.map(
      ({ label, value, change }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
          ${change === null ? nothing : html`<dd class="change">${change}</dd>`}
        </div>`,
    )}
  </dl>`;
}

function tableView(card: Card) {
  const { title } = card;
  const { columns, rows } = part(card, "file");
  return html`<div class="sheet" role="region" aria-label="${title}, table" tabindex="0">
    <table>
      <caption class="unseen">${title}</caption>
      <thead>
        <tr>${columns.map(({ label }, i) => html`<th scope="col" class=${i === 0 ? "" : "number"}>${label}</th>`)}</tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, i) =>
                i === 0
                  ? html`<th scope="row" title=${cell ?? ""}>${cellView(cell, columns[i])}</th>`
                  : html`<td class="number">${columns[i]?.bar ? html`${bar(cell, rows, i)}<span class="of">${cellView(cell, columns[i])}</span>` : cellView(cell, columns[i])}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cellView(cell: Cell, column: SheetColumn | undefined): string {
  if (cell === null) return "–";
  return typeof cell === "number" ? (column?.format ?? numberText)(cell) : cell;
}

const barWidth = 96;

function bar(cell: Cell, rows: Card["rows"], column: number) {
  const largest = Math.max(1, ...rows.map((row) => Number(row[column] ?? 0)));
  const width = (Number(cell ?? 0) / largest) * barWidth;
  return html`<svg class="bar" width=${barWidth} height="10" aria-hidden="true">
    ${svg`<rect width=${Math.max(width, cell === 0 ? 0 : 2)} height="10" rx="2" />`}
  </svg>`;
}

function save(card: Card, { from, to }: ReportRange): void {
  const { columns, rows } = part(card, "page");
  const head = columns.map(({ label, inFile }) => inFile ?? label);
  saveFile(`${card.name}-${from}-${to}.csv`, csvOf(head, rows));
}

/** The table without the columns that belong elsewhere alone. */
function part({ columns, rows }: Card, elsewhere: "page" | "file") {
  const isIn = (_: unknown, i: number) => columns[i]?.only !== elsewhere;
  return { columns: columns.filter(isIn), rows: rows.map((row) => row.filter(isIn)) };
}
