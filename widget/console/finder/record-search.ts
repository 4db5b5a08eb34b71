import type { Environment } from "../../state/environment.ts";
import { type ConsoleClient, messageOf } from "../api.ts";
import type { FoundLead } from "../records.ts";
import { Store } from "../store.ts";

/** A record as the search finds it: its type, id and title. */
export type FoundRecord = FoundLead;

export interface RecordSearchState {
  /** `short`: too little is typed to search for. */
  readonly phase: "short" | "searching" | "found" | "failed";
  readonly query: string;
  readonly records: readonly FoundRecord[];
  /** Index of the one that Enter picks; -1 for none. */
  readonly active: number;
  readonly problem: string | null;
}

const shortest = 2;
const limit = 8;
const pauseMs = 200;

const empty: RecordSearchState = { phase: "short", query: "", records: [], active: -1, problem: null };

/** Records of some types by what is typed, and which of them the keyboard is at. */
export class RecordSearch {
  readonly state = new Store<RecordSearchState>(empty);
  readonly #client: Pick<ConsoleClient, "call">;
  readonly #after: Environment["after"];
  #cancel: (() => void) | null = null;

  constructor(client: Pick<ConsoleClient, "call">, after: Environment["after"]) {
    this.#client = client;
    this.#after = after;
  }

  /** Searches once the person pauses; `types` as the API takes them. What was found before stays until then. */
  type(text: string, types: string): void {
    const query = text.trim();
    this.stop();
    if (query.length < shortest) {
      this.state.set({ ...empty, query });
      return;
    }
    this.state.update((state) => ({ ...state, phase: "searching", query, active: -1, problem: null }));
    this.#cancel = this.#after(pauseMs, () => void this.#search(query, types));
  }

  /** Goes one down or up the list, round its ends. */
  step(by: 1 | -1): void {
    const { records, active } = this.state.value;
    if (records.length === 0) return;
    const next = active === -1 && by === -1 ? records.length - 1 : (active + by + records.length) % records.length;
    this.state.update((state) => ({ ...state, active: next }));
  }

  /** Forgets what was found. */
  clear(): void {
    this.stop();
    this.state.set(empty);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #search(q: string, types: string): Promise<void> {
    try {
      const { results } = await this.#client.call("GET /search", { query: { q, types, limit } });
      this.#take(q, { phase: "found", records: results, active: results.length === 0 ? -1 : 0 });
    } catch (error) {
      this.#take(q, { phase: "failed", records: [], active: -1, problem: messageOf(error) });
    }
  }

  /** An older answer must not overtake what is typed now. */
  #take(query: string, change: Partial<RecordSearchState>): void {
    if (query === this.state.value.query) this.state.update((state) => ({ ...state, ...change }));
  }
}
