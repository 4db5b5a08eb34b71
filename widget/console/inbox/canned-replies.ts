import { type ConsoleClient, messageOf } from "../api.ts";
import { type CannedReply, counted } from "../records.ts";
import { Store } from "../store.ts";

export interface CannedState {
  readonly replies: readonly CannedReply[];
  readonly phase: "unread" | "reading" | "ready" | "failed";
  readonly problem: string | null;
}

const perPage = 100;

/** What the team keeps ready to say, by shortcut. Read each time somebody looks for one: what was read before shows meanwhile. */
export class CannedReplies {
  readonly state = new Store<CannedState>({ replies: [], phase: "unread", problem: null });
  readonly #client: Pick<ConsoleClient, "call">;

  constructor(client: Pick<ConsoleClient, "call">) {
    this.#client = client;
  }

  /** Never rejects: what fails is shown where the replies would be. */
  async read(): Promise<void> {
    if (this.state.value.phase === "reading") return;
    this.state.update((state) => ({ ...state, phase: "reading", problem: null }));
    try {
      this.state.set({ replies: await this.#readAll(), phase: "ready", problem: null });
    } catch (error) {
      this.state.update((state) => ({ ...state, phase: "failed", problem: messageOf(error) }));
    }
  }

  async #readAll(): Promise<readonly CannedReply[]> {
    const replies: CannedReply[] = [];
    for (let page = 1; ; page += 1) {
      const { data, pagination } = counted(
        await this.#client.call("GET /canned-replies", { query: { per_page: perPage, page } }),
      );
      replies.push(...data);
      if (page >= pagination.total_pages) return replies;
    }
  }
}
