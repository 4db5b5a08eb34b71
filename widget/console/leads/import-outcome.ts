import { css, html, nothing, type TemplateResult } from "lit";
import type { Import } from "../records.ts";
import { csvOf, saveFile } from "../save-file.ts";

/** Refused rows that are shown; the file holds all that are known. */
const mostShown = 50;

/** How far an import is, and what became of its rows. Use with `importOutcomeLook`. */
export function importOutcome(run: Import): TemplateResult {
  const { total_rows, processed, dry_run, failure, errors } = run;
  const words = dry_run
    ? ["would be created", "would be updated", "would stay as they are", "would be refused"]
    : ["created", "updated", "left as they were", "refused"];
  const counts = [run.created, run.updated, run.ignored, run.failed];
  return html`<div class="outcome">
    <progress max=${Math.max(1, total_rows)} value=${processed} aria-label="Rows looked at"></progress>
    <p class="far" role="status">${headline(run)}</p>
    ${failure === null ? nothing : html`<p class="bad">${failure}</p>`}
    <dl class="counts">
      ${words.map(
        (word, index) =>
          html`<div class=${index === 3 && (counts[3] ?? 0) > 0 ? "bad" : ""}>
            <dd>${(counts[index] ?? 0).toLocaleString("en-US")}</dd>
            <dt>${word}</dt>
          </div>`,
      )}
    </dl>
    ${errors.length === 0 ? nothing : refusedRows(run)}
  </div>`;
}

const errorTitles = ["row", "line", "field", "code", "message"];
const cellsOf = ({ row, line, field, code, message }: Import["errors"][number]) => [row, line, field, code, message];

function headline({ status, processed, total_rows, dry_run }: Import): string {
  const of = `${processed.toLocaleString("en-US")} of ${total_rows.toLocaleString("en-US")} rows`;
  switch (status) {
    case "queued":
      return `Waiting for its turn: ${of}`;
    case "running":
      return dry_run ? `Checking: ${of}` : `Importing: ${of}`;
    case "completed":
      return dry_run ? `Checked: ${of}. Nothing was changed yet.` : `Done: ${of}.`;
    case "failed":
      return `Stopped at ${of}. What was imported until then stays.`;
    case "cancelled":
      return `Cancelled at ${of}. What was imported until then stays.`;
  }
}

function refusedRows(run: Import): TemplateResult {
  const { errors, errors_truncated, import_id } = run;
  const save = () => saveFile(`import-${import_id}-refused.csv`, csvOf(errorTitles, errors.map(cellsOf)));
  return html`<section class="refused">
    <h3>What is wrong</h3>
    <div class="scroll" tabindex="0" role="group" aria-label="Refused rows">
      <table>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Field</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${errors.slice(0, mostShown).map(
            ({ line, field, message }) =>
              html`<tr>
                <td>${line}</td>
                <td>${field ?? "The row"}</td>
                <td>${message}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="quiet small">
      ${errors.length > mostShown ? `The first ${mostShown} of ${errors.length}${errors_truncated ? " and more" : ""}. ` : ""}
      <button type="button" class="plain" @click=${save}>Save as a file</button>
    </p>
  </section>`;
}

export const importOutcomeLook = css`
  .outcome {
    display: grid;
    gap: 0.75rem;
  }
  progress {
    width: 100%;
    height: 0.5rem;
    accent-color: var(--c-accent);
  }
  .far {
    color: var(--c-ink-2);
    font-variant-numeric: tabular-nums;
  }
  .bad {
    color: var(--c-bad);
  }
  .counts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr));
    gap: 0.5rem;
  }
  .counts > div {
    display: grid;
    padding: 0.625rem 0.75rem;
    border: 1px solid var(--c-line);
    border-radius: 9px;
  }
  .counts dd {
    font-size: 1.25rem;
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }
  .counts dt {
    color: var(--c-ink-3);
    font-size: 0.75rem;
  }
  .refused {
    display: grid;
    gap: 0.5rem;
  }
  .refused h3 {
    font-size: 0.8125rem;
  }
  .scroll {
    max-height: 18rem;
    overflow: auto;
    border: 1px solid var(--c-line);
    border-radius: 9px;
  }
  .outcome table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.8125rem;
    text-align: left;
  }
  .outcome th,
  .outcome td {
    padding: 0.3125rem 0.625rem;
    border-bottom: 1px solid var(--c-line);
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  .outcome th {
    position: sticky;
    top: 0;
    background: var(--c-raised);
    color: var(--c-ink-3);
    font-size: 0.75rem;
    font-weight: 550;
  }
`;
