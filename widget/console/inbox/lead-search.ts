import type { Environment } from "../../state/environment.ts";
import { type ConsoleClient, messageOf } from "../api.ts";
import type { FoundLead } from "../records.ts";
import { Store } from "../store.ts";

export interface LeadSearchState {
  /** `short`: too little is typed to search for. */
  readonly phase: "short" | "searching" | "found" | "failed";
  readonly query: string;
  readonly leads: readonly FoundLead[];
  /** Index of the lead that Enter picks; -1 for none. */
  readonly active: number;
  readonly problem: string | null;
}

const shortest = 2;
const limit = 8;
const pauseMs = 200;

const empty: LeadSearchState = { phase: "short", query: "", leads: [], active: -1, problem: null };

/** Leads, or records of another type, by what is typed, and which of them the keyboard is at. */
export class LeadSearch {
  readonly state = new Store<LeadSearchState>(empty);
  readonly #client: Pick<ConsoleClient, "call">;
  readonly #after: Environment["after"];
  readonly #types: "lead" | "prospect";
  #cancel: (() => void) | null = null;

  constructor(client: Pick<ConsoleClient, "call">, after: Environment["after"], types: "lead" | "prospect" = "lead") {
    this.#client = client;
    this.#after = after;
    this.#types = types;
  }

  /** The lead that Enter picks. */
  get chosen(): FoundLead | null {
    const { leads, active } = this.state.value;
    return leads[active] ?? null;
  }

  /** Searches once the person pauses. The leads before stay until the new ones are there: nothing jumps. */
  type(text: string): void {
    const query = text.trim();
    this.stop();
    if (query.length < shortest) {
      this.state.set({ ...empty, query });
      return;
    }
    this.state.update((state) => ({ ...state, phase: "searching", query, active: -1, problem: null }));
    this.#cancel = this.#after(pauseMs, () => void this.#search(query));
  }

  /** Goes one lead down or up the list, round its ends. */
  step(by: 1 | -1): void {
    const { leads, active } = this.state.value;
    if (leads.length === 0) return;
    const next = active === -1 && by === -1 ? leads.length - 1 : (active + by + leads.length) % leads.length;
    this.state.update((state) => ({ ...state, active: next }));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #search(q: string): Promise<void> {
    try {
      const { results } = await this.#client.call("GET /search", { query: { q, types: this.#types, limit } });
      this.#take(q, { phase: "found", leads: results, active: results.length === 0 ? -1 : 0 });
    } catch (error) {
      this.#take(q, { phase: "failed", leads: [], active: -1, problem: messageOf(error) });
    }
  }

  /** An older answer must not overtake what is typed now. */
  #take(query: string, change: Partial<LeadSearchState>): void {
    if (query === this.state.value.query) this.state.update((state) => ({ ...state, ...change }));
  }
}
