import type { ReactiveController, ReactiveControllerHost } from "lit";
import { isRefusal, messageOf } from "../api.ts";
import type { Import } from "../records.ts";
import type { Services } from "../services.ts";

const lookEveryMs = 400;
/** After a look that failed: the import goes on without us. */
const lookAgainMs = 3_000;

/** Follows one import, from a start or by its id, until it is over. */
export class ImportRun implements ReactiveController {
  /** What is known of it; null while nothing is. */
  value: Import | null = null;
  problem: string | null = null;
  readonly #host: ReactiveControllerHost & { readonly services: Services };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id: number | null = null;

  constructor(host: ReactiveControllerHost & { readonly services: Services }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#id = null;
  }

  get isRunning(): boolean {
    return this.value !== null && (this.value.status === "queued" || this.value.status === "running");
  }

  follow(id: number): void {
    if (this.#id === id) return;
    this.#id = id;
    this.value = null;
    void this.#look();
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#id = null;
    this.value = null;
    this.problem = null;
    this.#host.requestUpdate();
  }

  /** Nobody wants to know any more what it finds: a check of a whole file is not left running. */
  abandon(): void {
    const id = this.isRunning ? this.#id : null;
    this.forget();
    if (id !== null)
      void this.#host.services.client.call("POST /imports/{id}/cancel", { params: { id } }).catch(() => {});
  }

  async cancel(): Promise<void> {
    const id = this.#id;
    if (id === null) return;
    try {
      await this.#host.services.client.call("POST /imports/{id}/cancel", { params: { id } });
    } catch (error) {
      // It may have ended in the same moment: the next look shows it.
      if (!isRefusal(error, "CONFLICT")) this.#host.services.report(error);
    }
    await this.#look();
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const id = this.#id;
    if (id === null) return;
    try {
      const value = await this.#host.services.client.call("GET /imports/{id}", { params: { id } });
      if (this.#id !== id) return;
      this.value = value;
      this.problem = null;
      if (this.isRunning) this.#timer = setTimeout(() => void this.#look(), lookEveryMs);
    } catch (error) {
      if (this.#id !== id) return;
      this.problem = messageOf(error);
      if (!isRefusal(error, "NOT_FOUND")) this.#timer = setTimeout(() => void this.#look(), lookAgainMs);
    }
    this.#host.requestUpdate();
  }
}
