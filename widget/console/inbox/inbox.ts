import type { FeedEvent } from "../../../gateway/protocol.ts";
import type { ConsoleClient } from "../api.ts";
import { isRefusal, messageOf } from "../api.ts";
import type { FeedPosition } from "../feed.ts";
import { type ConversationDetail, type ConversationRow, counted, type LeadWish } from "../records.ts";
import { Store } from "../store.ts";

export interface InboxState {
  readonly phase: "loading" | "ready" | "failed";
  readonly problem: string | null;
  /** Every open conversation, and those closed ones that were asked for. */
  readonly rows: ReadonlyMap<number, ConversationRow>;
  readonly details: ReadonlyMap<number, ConversationDetail>;
  readonly closedTotal: number;
  /** Pages of closed conversations loaded so far, and whether there are more. */
  readonly closedPages: number;
  readonly moreClosed: boolean;
  /** Conversations whose visitor is typing. */
  readonly typing: ReadonlySet<number>;
  /** Conversations that this employee was called to and has not looked at since. */
  readonly raised: ReadonlySet<number>;
}

/** Runs something later; returns the cancel. */
export type Later = (milliseconds: number, run: () => void) => () => void;

const perPage = 100;
const mostOpenPages = 10;
const closedPerPage = 50;
const typingLastsMs = 6_000;
/** Changes that arrive together are fetched together: it bounds the requests in a busy hour. */
const gatherMs = 300;
const mostSingleFetches = 10;

const empty: InboxState = {
  phase: "loading",
  problem: null,
  rows: new Map(),
  details: new Map(),
  closedTotal: 0,
  closedPages: 0,
  moreClosed: false,
  typing: new Set(),
  raised: new Set(),
};

/** The conversations on screen, kept true by the feed: an event names a conversation, whose row is then read anew. */
export class Inbox {
  readonly state = new Store<InboxState>(empty);
  readonly #client: ConsoleClient;
  readonly #later: Later;
  readonly #changed = new Set<number>();
  readonly #typingEnds = new Map<number, () => void>();
  #cancelGather: (() => void) | null = null;

  constructor(client: ConsoleClient, later: Later) {
    this.#client = client;
    this.#later = later;
  }

  /** Loads the open conversations; resolves to the feed position they belong to, or null when that failed. */
  async load(): Promise<FeedPosition | null> {
    try {
      const [closed, { rows, position }] = await Promise.all([
        this.#client.call("GET /conversations", { query: { status: "closed,ended", per_page: 1 } }),
        this.#loadOpen(),
      ]);
      const closedTotal = counted(closed).pagination.total;
      this.state.set({
        ...empty,
        phase: "ready",
        rows: new Map([...this.#closedRows(), ...rows]),
        details: this.state.value.details,
        raised: this.state.value.raised,
        closedTotal,
        moreClosed: closedTotal > 0,
      });
      return position;
    } catch (error) {
      this.#patch({ phase: this.state.value.phase === "ready" ? "ready" : "failed", problem: messageOf(error) });
      return null;
    }
  }

  /** Loads the next page of closed conversations. Rejects when the API refuses. */
  async loadClosed(): Promise<void> {
    const page = this.state.value.closedPages + 1;
    const query = { status: "closed,ended", per_page: closedPerPage, page };
    const { data, pagination } = counted(await this.#client.call("GET /conversations", { query }));
    this.merge(data);
    this.#patch({ closedPages: page, closedTotal: pagination.total, moreClosed: page < pagination.total_pages });
  }

  /** Takes over rows that were read elsewhere, for example by a search. */
  merge(rows: readonly ConversationRow[]): void {
    const merged = new Map(this.state.value.rows);
    for (const row of rows) merged.set(row.conversation_id, row);
    this.#patch({ rows: merged });
  }

  apply(event: FeedEvent): void {
    if (event.conversation_id === null) return;
    this.#changed.add(event.conversation_id);
    this.#cancelGather ??= this.#later(gatherMs, () => {
      this.#cancelGather = null;
      void this.#fetchChanged();
    });
  }

  /** Reads one conversation with its visitor and lead. Resolves to whether it exists; rejects without a connection. */
  async refresh(id: number): Promise<boolean> {
    try {
      this.#accept(await this.#client.call("GET /conversations/{id}", { params: { id } }));
      return true;
    } catch (error) {
      if (!isRefusal(error, "NOT_FOUND")) throw error;
      this.#forget(id);
      return false;
    }
  }

  /** Shown at once, taken back when the API refuses (then rejects). */
  async assign(id: number, employeeId: number | null): Promise<void> {
    await this.#change(id, { assigned_to: employeeId }, () =>
      this.#client.call("POST /conversations/{id}/assign", { params: { id }, body: { assigned_to: employeeId } }),
    );
  }

  /** Shown at once, taken back when the API refuses (then rejects). */
  async close(id: number): Promise<void> {
    await this.#change(id, { status: "closed", waiting_since: null }, () =>
      this.#client.call("POST /conversations/{id}/close", { params: { id } }),
    );
  }

  /** Shown at once, taken back when the API refuses (then rejects). */
  async reopen(id: number): Promise<void> {
    await this.#change(id, { status: "open" }, () =>
      this.#client.call("POST /conversations/{id}/reopen", { params: { id } }),
    );
  }

  /** Makes or links the conversation's lead; resolves to whether it is a new one. Rejects when the API refuses. */
  async takeLead(id: number, wish: LeadWish): Promise<boolean> {
    const { status } = await this.#client.send("POST /conversations/{id}/lead", { params: { id }, body: wish });
    await this.refresh(id);
    return status === 201;
  }

  /** This employee is called to a conversation: it stands first until he looks at it. */
  raise(id: number): void {
    this.#patch({ raised: new Set(this.state.value.raised).add(id) });
  }

  /** Seen by this agent: the dot goes at once, the read mark travels over the socket. */
  markRead(id: number): void {
    this.#lower(id);
    const row = this.state.value.rows.get(id);
    if (row !== undefined && row.unread > 0) this.merge([{ ...row, unread: 0 }]);
  }

  typing(id: number, typing: boolean): void {
    this.#typingEnds.get(id)?.();
    this.#typingEnds.delete(id);
    if (typing)
      this.#typingEnds.set(
        id,
        this.#later(typingLastsMs, () => this.typing(id, false)),
      );
    if (this.state.value.typing.has(id) === typing) return;
    const set = new Set(this.state.value.typing);
    if (typing) set.add(id);
    else set.delete(id);
    this.#patch({ typing: set });
  }

  stop(): void {
    this.#cancelGather?.();
    for (const cancel of this.#typingEnds.values()) cancel();
    this.#typingEnds.clear();
  }

  async #loadOpen(): Promise<{ rows: Map<number, ConversationRow>; position: FeedPosition }> {
    const rows = new Map<number, ConversationRow>();
    let position: FeedPosition | null = null;
    for (let page = 1; ; page += 1) {
      const answer = await this.#client.call("GET /conversations", {
        query: { status: "open", per_page: perPage, page },
      });
      // The first page's position: what changes while the others load is then told by the feed once more.
      const { feed_seq, epoch } = answer;
      position ??= { feed_seq, epoch };
      for (const row of answer.data) rows.set(row.conversation_id, row);
      if (page >= Math.min(mostOpenPages, counted(answer).pagination.total_pages)) return { rows, position };
    }
  }

  /** One may be on screen, opened by its address; the open ones are read anew. */
  #closedRows(): readonly [number, ConversationRow][] {
    return [...this.state.value.rows].filter(([, row]) => row.status !== "open");
  }

  async #fetchChanged(): Promise<void> {
    const ids = [...this.#changed];
    this.#changed.clear();
    if (ids.length > mostSingleFetches) await this.load();
    else await Promise.allSettled(ids.map((id) => this.refresh(id)));
  }

  async #change(id: number, change: Partial<ConversationRow>, ask: () => Promise<ConversationRow>): Promise<void> {
    const before = this.state.value.rows.get(id);
    if (before !== undefined) this.#acceptRow({ ...before, ...change });
    try {
      this.#acceptRow(await ask());
    } catch (error) {
      if (before !== undefined) this.#acceptRow(before);
      throw error;
    }
  }

  #accept(detail: ConversationDetail): void {
    this.#patch({ details: new Map(this.state.value.details).set(detail.conversation_id, detail) });
    this.#acceptRow(detail);
  }

  #acceptRow(row: ConversationRow): void {
    const before = this.state.value.rows.get(row.conversation_id);
    const closedBefore = before !== undefined && before.status !== "open";
    const closed = row.status !== "open";
    this.merge([row]);
    if (before !== undefined && closed !== closedBefore) {
      this.#patch({ closedTotal: Math.max(0, this.state.value.closedTotal + (closed ? 1 : -1)) });
    }
  }

  #lower(id: number): void {
    const raised = new Set(this.state.value.raised);
    if (raised.delete(id)) this.#patch({ raised });
  }

  #forget(id: number): void {
    const rows = new Map(this.state.value.rows);
    rows.delete(id);
    this.#patch({ rows });
  }

  #patch(change: Partial<InboxState>): void {
    this.state.set({ ...this.state.value, ...change });
  }
}
