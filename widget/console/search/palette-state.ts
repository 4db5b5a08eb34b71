import type { Environment } from "../../state/environment.ts";
import { type ConsoleClient, messageOf } from "../api.ts";
import { Store } from "../store.ts";
import { type Action, matchingActions } from "./actions.ts";
import { allTypes, groupHits, type Hit, hitTypes, searchHref } from "./hits.ts";
import type { Recent } from "./recent.ts";

/** A line that Enter follows. */
export type Item =
  | { readonly kind: "hit"; readonly hit: Hit; readonly href: string }
  | { readonly kind: "action"; readonly action: Action; readonly href: string }
  | { readonly kind: "recent"; readonly query: string }
  | { readonly kind: "all"; readonly total: number; readonly href: string };

export interface Group {
  readonly title: string;
  readonly items: readonly Item[];
}

export interface PaletteState {
  readonly query: string;
  /** `idle`: too little is typed to search for. */
  readonly phase: "idle" | "searching" | "found" | "failed";
  readonly groups: readonly Group[];
  /** Place of the line that Enter follows, over all groups. */
  readonly active: number;
  readonly problem: string | null;
}

const shortest = 2;
const pauseMs = 150;
const limit = 12;
const mostActions = 5;

export interface PaletteDoors {
  readonly client: Pick<ConsoleClient, "call">;
  readonly after: Environment["after"];
  readonly actions: readonly Action[];
  readonly recent: Recent;
}

/** What the palette shows for what is typed, and which line the keyboard is at. */
export class Palette {
  readonly state: Store<PaletteState>;
  readonly #doors: PaletteDoors;
  #hits: readonly Group[] = [];
  #cancel: (() => void) | null = null;
  #asking: AbortController | null = null;

  constructor(doors: PaletteDoors) {
    this.#doors = doors;
    this.state = new Store<PaletteState>({ query: "", phase: "idle", groups: [], active: 0, problem: null });
    this.type("");
  }

  get items(): readonly Item[] {
    return this.state.value.groups.flatMap(({ items }) => items);
  }

  get chosen(): Item | null {
    return this.items[this.state.value.active] ?? null;
  }

  /** Searches once the person pauses. What was found before stays until the new is there: nothing jumps. */
  type(text: string): void {
    const query = text.trim();
    this.stop();
    if (query.length < shortest) {
      this.#hits = [];
      this.#show({ query, phase: "idle", active: 0, problem: null });
      return;
    }
    this.#show({ query, phase: "searching", active: 0, problem: null });
    this.#cancel = this.#doors.after(pauseMs, () => void this.#search(query));
  }

  /** Goes one line down or up, round the ends. */
  step(by: 1 | -1): void {
    const count = this.items.length;
    if (count === 0) return;
    this.state.update((state) => ({ ...state, active: (state.active + by + count) % count }));
  }

  /** The query is worth keeping: it led somewhere. */
  keep(): void {
    const { query } = this.state.value;
    if (query.length >= shortest) this.#doors.recent.add(query);
  }

  forgetRecent(): void {
    this.#doors.recent.clear();
    this.type(this.state.value.query);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#asking?.abort();
    this.#asking = null;
  }

  async #search(q: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const query = { q, types: allTypes.join(","), limit };
      const { results, total } = await this.#doors.client.call("GET /search", { query }, { signal: asking.signal });
      if (this.#asking !== asking) return;
      this.#hits = hitGroups(q, results, total);
      this.#show({ phase: "found" });
    } catch (error) {
      if (this.#asking !== asking) return;
      this.#hits = [];
      this.#show({ phase: "failed", problem: messageOf(error) });
    }
  }

  #show(change: Partial<Omit<PaletteState, "groups">>): void {
    this.state.update((state) => {
      const next = { ...state, ...change };
      return { ...next, groups: [...this.#hits, ...this.#otherGroups(next.query)] };
    });
  }

  #otherGroups(query: string): Group[] {
    const { actions, recent } = this.#doors;
    const fitting = matchingActions(actions, query);
    const shown = query === "" ? fitting : fitting.slice(0, mostActions);
    const groups: Group[] = [
      {
        title: "Recent searches",
        items: query === "" ? recent.read().map((one) => ({ kind: "recent", query: one }) as const) : [],
      },
      { title: "Go to", items: shown.map((action) => ({ kind: "action", action, href: action.href }) as const) },
    ];
    return groups.filter(({ items }) => items.length > 0);
  }
}

function hitGroups(q: string, hits: readonly Hit[], total: number): Group[] {
  const groups = groupHits(hits).map(({ type, hits: own }) => ({
    title: hitTypes[type].many,
    items: own.map((hit) => ({ kind: "hit", hit, href: hit.url }) as const),
  }));
  const all = { title: "All", items: [{ kind: "all", total, href: searchHref(q) } as const] };
  return total > hits.length ? [...groups, all] : groups;
}
