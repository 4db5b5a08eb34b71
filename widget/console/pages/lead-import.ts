import { html, nothing, type TemplateResult } from "lit";
import { messageOf } from "../api.ts";
import { icon } from "../icons.ts";
import { csvHead, type DecodedFile, decodeFile } from "../leads/csv-head.ts";
import { earlierImports, importChoice, mostMiB } from "../leads/import-choose.ts";
import { importColumns } from "../leads/import-columns.ts";
import { importLook } from "../leads/import-look.ts";
import { importOutcome, importOutcomeLook } from "../leads/import-outcome.ts";
import { ImportRun } from "../leads/import-run.ts";
import { countMapped, type Mapping, withTarget } from "../leads/import-targets.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";
import { selectField } from "../parts/choices.ts";
import { fieldLook } from "../parts/field.ts";
import { type CustomField, counted, type Import } from "../records.ts";

type OnDuplicate = "error" | "update" | "ignore";

interface Chosen extends DecodedFile {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}

const checkAfterMs = 300;

/**
 * Leads from a CSV file, in steps: choose it, say what its columns are, see what would happen, let it happen. A running
 * import has its address, and goes on when the page is left.
 */
export class LeadImportPage extends DeskPage {
  static override properties = {
    ...DeskPage.properties,
    file: { state: true },
    mapping: { state: true },
    onDuplicate: { state: true },
    problem: { state: true },
    busy: { state: true },
    fields: { state: true },
    earlier: { state: true },
  };
  static override styles = [baseLook, buttonLook, fieldLook, importOutcomeLook, importLook];

  declare private file: Chosen | null;
  declare private mapping: Mapping;
  declare private onDuplicate: OnDuplicate;
  declare private problem: string | null;
  declare private busy: boolean;
  declare private fields: readonly CustomField[];
  declare private earlier: readonly Omit<Import, "errors">[];
  readonly #run = new ImportRun(this);
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** Rises with each file that is sent: the answer to an earlier one means nothing any more. */
  #turn = 0;

  constructor() {
    super();
    this.file = null;
    this.mapping = {};
    this.onDuplicate = "update";
    this.problem = null;
    this.busy = false;
    this.fields = [];
    this.earlier = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadSurroundings();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#soon);
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("place")) return;
    const id = Number(this.place.params["import"]);
    if (id > 0) this.#run.follow(id);
    else this.#run.forget();
  }

  override render() {
    return html`<div class="page">
      <nav aria-label="Breadcrumb"><a class="crumb" href="/crm/leads">${icon("back", 15)}Leads</a></nav>
      <h1>Import leads</h1>
      ${
        this.problem === null
          ? nothing
          : html`<p class="refusal" role="alert">${icon("alert", 16)}<span>${this.problem}</span></p>`
      }
      ${this.#renderStep()}
    </div>`;
  }

  #renderStep(): TemplateResult {
    const { value } = this.#run;
    if (this.place.params["import"] !== undefined && !value?.dry_run) return this.#renderRun();
    if (this.file !== null) return this.#renderColumns(this.file);
    return html`${importChoice(this.busy, (file) => void this.#take(file))} ${earlierImports(this.earlier)}`;
  }

  #renderColumns(file: Chosen) {
    const { value } = this.#run;
    const checked = value !== null && !this.#run.isRunning;
    return html`<section class="card">
        <h2>${file.name}</h2>
        ${
          file.guessed
            ? html`<p class="quiet">The file is not UTF-8; it was read as Windows-1252. Look at the letters below before you import.</p>`
            : nothing
        }
        ${importColumns(file.rows, this.mapping, this.fields, (title, target) => {
          this.mapping = withTarget(this.mapping, title, target);
          this.#checkSoon();
        })}
        ${selectField({
          name: "on_duplicate",
          label: "When a lead with the same email is open already",
          options: [
            ["update", "Update it with the filled cells"],
            ["ignore", "Leave it as it is"],
            ["error", "Refuse the row"],
          ],
          value: this.onDuplicate,
          onChange: (choice) => {
            this.onDuplicate = choice as OnDuplicate;
            this.#checkSoon();
          },
        })}
      </section>
      <section class="card">
        <h2>What would happen</h2>
        ${value === null ? html`<p class="quiet" role="status">Checking every row…</p>` : importOutcome(value)}
        <div class="buttons">
          <button type="button" @click=${this.#restart}>Choose another file</button>
          <button
            type="button"
            class="primary"
            ?disabled=${!checked || this.busy || countMapped(this.mapping) === 0 || (value?.created === 0 && value.updated === 0)}
            @click=${() => void this.#start(false)}
          >
            ${checked ? `Import ${(value.created + value.updated).toLocaleString("en-US")} leads` : "Import"}
          </button>
        </div>
      </section>`;
  }

  #renderRun() {
    const { value, problem, isRunning } = this.#run;
    return html`<section class="card">
      ${problem === null ? nothing : html`<p class="refusal" role="alert"><span>${problem}</span></p>`}
      ${value === null ? (problem === null ? html`<p class="quiet skeleton">Loading…</p>` : nothing) : importOutcome(value)}
      <div class="buttons">
        ${
          isRunning
            ? html`<button type="button" @click=${() => void this.#run.cancel()}>Cancel the import</button>`
            : html`<a class="button" href="/crm/leads/import" @click=${this.#restart}>Import another file</a>
                <a class="button" href="/crm/leads${value === null ? "" : `?source=${value.source}`}">See the leads</a>`
        }
      </div>
      ${isRunning ? html`<p class="quiet small">You may leave this page: the import goes on, and its address leads back here.</p>` : nothing}
    </section>`;
  }

  async #loadSurroundings(): Promise<void> {
    const { client, report } = this.services;
    try {
      const [fields, imports] = await Promise.all([
        client.call("GET /custom-fields", { query: { entity_type: "lead", per_page: 100 } }),
        client.call("GET /imports", { query: { dry_run: false, per_page: 10 } }),
      ]);
      this.fields = fields.data;
      this.earlier = counted(imports).data;
    } catch (error) {
      report(error);
    }
  }

  async #take(file: File | undefined): Promise<void> {
    if (file === undefined || this.busy) return;
    this.problem = null;
    if (file.size > mostMiB * 1024 * 1024) {
      this.problem = `The file is larger than ${mostMiB} MiB. Split it and import the parts one after another.`;
      return;
    }
    this.busy = true;
    try {
      const decoded = decodeFile(new Uint8Array(await file.arrayBuffer()));
      this.file = { ...decoded, name: file.name, rows: csvHead(decoded.text) };
      this.mapping = {};
    } catch {
      this.problem = "The browser could not read the file. Close it where it is open, then choose it again.";
    }
    this.busy = false;
    if (this.file !== null) await this.#start(true);
  }

  /** Asks what an import would do, which changes nothing; once, when several columns are changed in a row. */
  #checkSoon(): void {
    this.#run.abandon();
    this.#turn += 1;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#start(true), checkAfterMs);
  }

  async #start(dryRun: boolean): Promise<void> {
    const { file } = this;
    if (file === null) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.busy = true;
    this.problem = null;
    try {
      const query = { dry_run: dryRun, on_duplicate: this.onDuplicate, ...this.#wish };
      const started = await this.services.client.call("POST /leads/import", { query, body: file.text });
      // Something else was chosen meanwhile.
      if (turn !== this.#turn) return;
      // The file's own titles, and what the server made of those that nobody mapped.
      this.mapping = started.mapping;
      if (dryRun) this.#run.follow(started.import_id);
      else this.router.go(`/crm/leads/import/${started.import_id}`);
    } catch (error) {
      if (turn === this.#turn) this.problem = messageOf(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  /** What the person mapped; before that the server maps by titles. */
  get #wish(): { readonly mapping?: string } {
    return Object.keys(this.mapping).length > 0 ? { mapping: JSON.stringify(this.mapping) } : {};
  }

  readonly #restart = (): void => {
    this.file = null;
    this.problem = null;
    this.#run.abandon();
    void this.#loadSurroundings();
  };
}

customElements.define("console-lead-import", LeadImportPage);
