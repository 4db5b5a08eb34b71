import type { FeedEvent } from "../../../gateway/protocol.ts";
import type { Environment } from "../../state/environment.ts";
import { type ConsoleClient, isRefusal, messageOf } from "../api.ts";
import type { OpportunityChange, Stage } from "../records.ts";
import { Store } from "../store.ts";
import { asDeals, type Column, columnOf, type Deal, type Move, orderIn, type Sum, withMove } from "./moves.ts";

export interface BoardState {
  /** As the API has them; null until they are loaded. */
  readonly columns: readonly Column[] | null;
  /** What was asked for and is not known to be stored yet. */
  readonly moves: readonly Move[];
  /** Why the board could not be loaded. */
  readonly problem: string | null;
}

/** So many deals of a stage are loaded at a time. */
export const dealsAtOnce = 30;
/** Several changes in a row are one look. */
const pauseMs = 250;

/** The board as it is shown: what is under way counts as done. */
export function shownColumns({ columns, moves }: BoardState): readonly Column[] | null {
  return columns === null ? null : moves.reduce(withMove, columns);
}

/**
 * The deals by stage. What is on screen is always the API's last answer with the moves that are under way on top of it:
 * taking a move away is all there is to taking it back.
 */
export class Board {
  readonly state = new Store<BoardState>({ columns: null, moves: [], problem: null });
  readonly #client: Pick<ConsoleClient, "call">;
  readonly #after: Environment["after"];
  #stages: readonly Stage[] = [];
  #filters: Readonly<Record<string, string>> = {};
  /** How many pages of each stage are on screen. */
  readonly #pages = new Map<string, number>();
  /** Answers to an older question are dropped. */
  #turn = 0;
  #stale = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(client: Pick<ConsoleClient, "call">, after: Environment["after"]) {
    this.#client = client;
    this.#after = after;
  }

  /** Loads the board anew for these stages and filters; what is on screen stays until it is there. Never rejects. */
  async show(stages: readonly Stage[], filters: Readonly<Record<string, string>>): Promise<void> {
    this.#turn += 1;
    this.#stages = stages;
    this.#filters = filters;
    this.#pages.clear();
    await this.#read(stages.map(({ key }) => key));
  }

  /** Shows the next deals of a stage. */
  async more(stage: string): Promise<void> {
    this.#pages.set(stage, this.#pagesOf(stage) + 1);
    await this.#read([stage]);
  }

  /**
   * Takes a deal to another stage, on screen at once. Rejects when that is refused: then it is back where it was.
   * Why it was lost belongs to what goes to closed_lost.
   */
  async move(move: Move, lostReason?: string): Promise<void> {
    const from = columnOf(this.state.value.columns ?? [], move.id)?.stage.key ?? move.to;
    this.state.update((state) => ({ ...state, moves: [...state.moves, move] }));
    const body: OpportunityChange = {
      stage: move.to,
      ...(lostReason === undefined ? {} : { lost_reason: lostReason }),
    };
    try {
      await this.#client.call("PUT /opportunities/{id}", { params: { id: move.id }, body });
      await this.#read([from, move.to]);
    } finally {
      this.state.update((state) => ({ ...state, moves: state.moves.filter((one) => one !== move) }));
    }
  }

  /** An event of the log: the columns that it concerns are read anew soon. */
  hear({ type, data }: FeedEvent): void {
    if (!type.startsWith("opportunity.")) return;
    const previous = data["previous"] as { readonly stage?: unknown } | undefined;
    const standing = columnOf(this.state.value.columns ?? [], Number(data["opportunity_id"]))?.stage.key;
    for (const key of [data["stage"], previous?.stage, standing]) if (typeof key === "string") this.#stale.add(key);
    this.#cancel ??= this.#after(pauseMs, () => void this.#catchUp());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#turn += 1;
  }

  async #catchUp(): Promise<void> {
    const keys = [...this.#stale].filter((key) => this.#stages.some((stage) => stage.key === key));
    this.#stale = new Set();
    await this.#read(keys);
    this.#cancel = this.#stale.size === 0 ? null : this.#after(pauseMs, () => void this.#catchUp());
  }

  async #read(keys: readonly string[]): Promise<void> {
    const turn = this.#turn;
    try {
      const query = this.#filters;
      const [{ totals }, ...lists] = await Promise.all([
        this.#client.call("GET /opportunities/totals", { query }),
        ...keys.map(async (key) => [key, await this.#deals(key)] as const),
      ]);
      if (turn !== this.#turn) return;
      const deals = new Map(lists);
      const before = new Map(this.state.value.columns?.map((column) => [column.stage.key, column.deals]));
      const columns = this.#stages.map((stage) => {
        const sums = totals.filter((total) => total.stage === stage.key);
        const count = sums.reduce((sum, total) => sum + total.count, 0);
        return { stage, deals: deals.get(stage.key) ?? before.get(stage.key) ?? [], count, sums: sums.map(sumOf) };
      });
      this.state.update((state) => ({ ...state, columns, problem: null }));
    } catch (error) {
      if (turn !== this.#turn || isRefusal(error, "AUTH_REQUIRED")) return;
      this.state.update((state) => ({ ...state, problem: messageOf(error) }));
    }
  }

  async #deals(stage: string): Promise<readonly Deal[]> {
    const pages = Array.from({ length: this.#pagesOf(stage) }, (_, i) => i + 1);
    const query = {
      ...this.#filters,
      ...orderIn(stage),
      stage,
      per_page: dealsAtOnce,
      include: "linked,stage_history",
    };
    const answers = await Promise.all(
      pages.map((page) => this.#client.call("GET /opportunities", { query: { ...query, page } })),
    );
    return answers.flatMap(({ data }) => asDeals(data));
  }

  #pagesOf(stage: string): number {
    return this.#pages.get(stage) ?? 1;
  }
}

function sumOf({ currency, value, weighted_value }: Sum): Sum {
  return { currency, value, weighted_value };
}
