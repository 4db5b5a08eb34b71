import { type ConsoleClient, messageOf } from "./api.ts";
import type { LiveVisitor } from "./records.ts";
import { Store } from "./store.ts";

export interface LiveState {
  readonly phase: "loading" | "ready";
  readonly visitors: readonly LiveVisitor[];
  /** How many there are, with those that the list leaves out. */
  readonly total: number;
  /** What failed last; the list before stays. */
  readonly problem: string | null;
}

/** Who is on the website now: read while somebody looks, and again whenever the server tells of a change. */
export class LiveVisitors {
  readonly state = new Store<LiveState>({ phase: "loading", visitors: [], total: 0, problem: null });
  readonly #client: Pick<ConsoleClient, "call">;
  readonly #watch: (watch: boolean) => void;
  #isWatched = false;
  /** While one answer is on its way, any number of changes asks for one more. */
  #reading: "no" | "yes" | "again" = "no";

  constructor(client: Pick<ConsoleClient, "call">, watch: (watch: boolean) => void) {
    this.#client = client;
    this.#watch = watch;
  }

  look(): void {
    this.#isWatched = true;
    this.connected();
  }

  leave(): void {
    this.#isWatched = false;
    this.#watch(false);
  }

  /** The connection is new: the server does not know who looks, and what it told meanwhile was missed. */
  connected(): void {
    if (!this.#isWatched) return;
    this.#watch(true);
    void this.#read();
  }

  changed(): void {
    if (this.#isWatched) void this.#read();
  }

  async #read(): Promise<void> {
    if (this.#reading !== "no") {
      this.#reading = "again";
      return;
    }
    this.#reading = "yes";
    try {
      const { visitors, total } = await this.#client.call("GET /visitors", {});
      this.state.set({ phase: "ready", visitors, total, problem: null });
    } catch (error) {
      this.state.update((state) => ({ ...state, problem: messageOf(error) }));
    }
    const isAsked = this.#again;
    this.#reading = "no";
    if (isAsked && this.#isWatched) await this.#read();
  }

  get #again(): boolean {
    return this.#reading === "again";
  }
}
