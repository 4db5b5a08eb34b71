import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import type { Import } from "../records.ts";
import { instantText } from "../time.ts";

/** The API takes no more. */
export const mostMiB = 16;

/** Where a file is chosen or dropped. */
export function importChoice(busy: boolean, take: (file: File | undefined) => void): TemplateResult {
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer?.files[0]);
  };
  return html`<label class="drop" @dragover=${(event: Event) => event.preventDefault()} @drop=${drop}>
    ${icon("upload", 28)}
    <strong>${busy ? "Reading the file…" : "Choose a CSV file"}</strong>
    <span class="quiet">or drop it here. The first line names the columns; up to ${mostMiB} MiB and 100,000 rows.</span>
    <input
      type="file"
      accept=".csv,.tsv,.txt,text/csv"
      ?disabled=${busy}
      @change=${(event: Event) => take((event.target as HTMLInputElement).files?.[0])}
    />
  </label>`;
}

/** The last imports, each with its address. */
export function earlierImports(imports: readonly Omit<Import, "errors">[]): TemplateResult | typeof nothing {
  if (imports.length === 0) return nothing;
  return html`<section class="card">
    <h2>Earlier imports</h2>
    <ul class="earlier">
      ${imports.map(
        ({ import_id, status, created, failed, created_at }) =>
          html`<li>
            <a href="/crm/leads/import/${import_id}">${instantText(created_at)}</a>
            <span class="quiet">${status} · ${created} created${failed > 0 ? ` · ${failed} refused` : ""}</span>
          </li>`,
      )}
    </ul>
  </section>`;
}
