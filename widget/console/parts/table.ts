import { css, html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons.ts";

export interface Column<Row, Sort extends string> {
  readonly label: string;
  /** The API's name of the sort; absent where the API does not sort by it. */
  readonly sort?: Sort;
  readonly cell: (row: Row) => TemplateResult | string | number | null;
  /** `name` heads the row; `wide` columns leave first when the screen is narrow. */
  readonly kind?: "name" | "wide" | "number";
}

export interface TableOptions<Row, Sort extends string> {
  /** What the table holds, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row, Sort>[];
  /** Null while nothing has been loaded yet. */
  readonly rows: readonly Row[] | null;
  readonly key: (row: Row) => number;
  readonly href: (row: Row) => string;
  readonly sorted: { readonly sort: Sort; readonly order: "asc" | "desc" };
  /** Address of the table sorted by a column. */
  readonly sortHref: (sort: Sort) => string;
  /** Rows may be chosen, to do something with all of them. */
  readonly choice?: Choice<Row>;
}

/** Which rows are chosen, and how that changes. */
export interface Choice<Row> {
  readonly ids: ReadonlySet<number>;
  /** What a row is called, for the name of its box. */
  readonly nameOf: (row: Row) => string;
  readonly choose: (ids: readonly number[], on: boolean) => void;
}

const ghosts = 10;

/** A table of records: sortable headings are links, the first cell's link covers its row. */
export function table<Row, Sort extends string>(options: TableOptions<Row, Sort>): TemplateResult {
  const { columns, rows } = options;
  return html`<table aria-busy=${rows === null ? "true" : "false"}>
    <caption class="unseen">${options.caption}</caption>
    <thead>
      <tr>${headBox(options)}${columns.map((column) => heading(column, options))}</tr>
    </thead>
    <tbody class=${rows === null ? "skeleton" : ""}>
      ${
        rows === null
          ? Array.from(
              { length: ghosts },
              () =>
                html`<tr>${options.choice ? html`<td class="box"></td>` : nothing}${columns.map(({ kind }) => html`<td class=${kind ?? ""}><i></i></td>`)}</tr>`,
            )
          : repeat(rows, options.key, (row) => tableRow(row, options))
      }
    </tbody>
  </table>`;
}

function heading<Row, Sort extends string>(column: Column<Row, Sort>, { sorted, sortHref }: TableOptions<Row, Sort>) {
  const { label, sort, kind = "" } = column;
  if (sort === undefined) return html`<th scope="col" class=${kind}>${label}</th>`;
  const active = sorted.sort === sort;
  const direction = sorted.order === "asc" ? "ascending" : "descending";
  return html`<th scope="col" class=${kind} aria-sort=${active ? direction : nothing}>
    <a href=${sortHref(sort)}>${label}${active ? icon(sorted.order === "asc" ? "up" : "down", 14) : nothing}</a>
  </th>`;
}

/** Chooses all rows on screen. */
function headBox<Row, Sort extends string>({ choice, rows, key }: TableOptions<Row, Sort>) {
  if (choice === undefined) return nothing;
  const ids = (rows ?? []).map(key);
  const count = ids.filter((id) => choice.ids.has(id)).length;
  const all = ids.length > 0 && count === ids.length;
  return html`<th scope="col" class="box">
    <input
      type="checkbox"
      aria-label="Choose all rows on this page"
      .checked=${live(all)}
      .indeterminate=${count > 0 && !all}
      ?disabled=${ids.length === 0}
      @change=${() => choice.choose(ids, !all)}
    />
  </th>`;
}

function rowBox<Row, Sort extends string>(row: Row, { choice, key }: TableOptions<Row, Sort>) {
  if (choice === undefined) return nothing;
  const id = key(row);
  return html`<td class="box">
    <input
      type="checkbox"
      aria-label="Choose ${choice.nameOf(row)}"
      .checked=${live(choice.ids.has(id))}
      @change=${() => choice.choose([id], !choice.ids.has(id))}
    />
  </td>`;
}

function tableRow<Row, Sort extends string>(row: Row, options: TableOptions<Row, Sort>) {
  const { columns, href } = options;
  return html`<tr>
    ${rowBox(row, options)}
    ${columns.map(({ kind, cell }) =>
      kind === "name"
        ? html`<th scope="row" class="name"><a class="cover" href=${href(row)}>${cell(row)}</a></th>`
        : html`<td class=${kind ?? ""}>${cell(row) ?? html`<span class="quiet">–</span>`}</td>`,
    )}
  </tr>`;
}

export const tableLook = css`
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    font-size: 0.8125rem;
  }
  thead th {
    position: sticky;
    top: 0;
    z-index: 1;
    height: 2.25rem;
    padding: 0 0.75rem;
    border-bottom: 1px solid var(--c-line);
    background: var(--c-surface);
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 550;
    text-align: left;
    white-space: nowrap;
  }
  thead a {
    display: inline-flex;
    align-items: center;
    gap: 0.1875rem;
    min-height: 1.5rem;
    color: inherit;
  }
  thead a:hover {
    color: var(--c-ink);
    text-decoration: none;
  }
  thead [aria-sort] a {
    color: var(--c-ink);
  }
  tbody tr {
    position: relative;
  }
  tbody td,
  tbody th {
    height: 2.75rem;
    max-width: 15rem;
    padding: 0 0.75rem;
    border-bottom: 1px solid var(--c-line);
    overflow: hidden;
    color: var(--c-ink-2);
    font-weight: 400;
    text-align: left;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  tbody th a {
    color: var(--c-ink);
    font-weight: 550;
  }
  tbody th a:hover {
    text-decoration: none;
  }
  /* The link covers its row, so that a click anywhere on it opens the record. */
  .cover::after {
    content: "";
    position: absolute;
    inset: 0;
  }
  .cover:focus-visible {
    outline: none;
  }
  .cover:focus-visible::after {
    outline: 2px solid var(--c-accent);
    outline-offset: -2px;
  }
  .box {
    width: 2.25rem;
    padding-right: 0 !important;
  }
  /* Above the link that covers the row. */
  .box input {
    position: relative;
    z-index: 1;
    display: block;
    width: 1rem;
    min-height: 0;
    height: 1rem;
    margin: 0;
    accent-color: var(--c-accent);
  }
  tbody tr:hover td,
  tbody tr:hover th {
    background: var(--c-hover);
  }
  tbody td i {
    width: 60%;
  }
  th:first-child,
  td:first-child {
    padding-left: 1.5rem;
  }
  th:last-child,
  td:last-child {
    padding-right: 1.5rem;
  }
  @media (max-width: 960px) {
    .wide {
      display: none;
    }
    th:first-child,
    td:first-child {
      padding-left: 1rem;
    }
  }
`;
