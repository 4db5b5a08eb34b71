import { html, type ReactiveControllerHost, type TemplateResult } from "lit";
import { icon } from "../icons.ts";
import { saveFile } from "../save-file.ts";
import type { Services } from "../services.ts";

/** Takes the filtered leads away as a CSV file, and tells how far that is. */
export class LeadsExport {
  readonly #host: ReactiveControllerHost & { readonly services: Services };
  #stop: AbortController | null = null;
  /** How much has come, in bytes. */
  #bytes = 0;

  constructor(host: ReactiveControllerHost & { readonly services: Services }) {
    this.#host = host;
  }

  stop(): void {
    this.#stop?.abort();
  }

  /** Its button; while it runs, the one that stops it. */
  render(filters: Readonly<Record<string, string>>): TemplateResult {
    if (this.#stop === null)
      return html`<button type="button" @click=${() => void this.#run(filters)}>${icon("download", 16)}Export</button>`;
    const size = `${(this.#bytes / 1024 / 1024).toFixed(1)} MB`;
    return html`<button type="button" @click=${() => this.stop()} aria-label="Stop the export, ${size} so far">
      ${icon("close", 16)}${size}
    </button>`;
  }

  async #run(filters: Readonly<Record<string, string>>): Promise<void> {
    const { client, report } = this.#host.services;
    const stop = new AbortController();
    this.#stop = stop;
    this.#tell(0);
    try {
      const file = await client.csv("/leads", filters, (bytes) => this.#tell(bytes), stop.signal);
      saveFile(`leads-${new Date().toISOString().slice(0, 10)}.csv`, file);
    } catch (error) {
      if (!stop.signal.aborted) report(error);
    } finally {
      this.#stop = null;
      this.#host.requestUpdate();
    }
  }

  #tell(bytes: number): void {
    this.#bytes = bytes;
    this.#host.requestUpdate();
  }
}
