import type { FeedEvent, ReadMark } from "../../../gateway/protocol.ts";
import { type ConsoleClient, isRefusal, messageOf } from "../api.ts";
import type { FeedPosition } from "../feed.ts";
import { type ConversationDetail, type ConversationRow, counted, type LeadWish } from "../records.ts";
import { Store } from "../store.ts";
import { emptyInbox, type InboxState } from "./inbox-state.ts";
import { loadOpen } from "./open-conversations.ts";
import { type Later, Stale } from "./stale.ts";
import { Turns } from "./turns.ts";
import { TypingVisitors } from "./typing-visitors.ts";

const closedPerPage = 50;
/** More than these are read by their list. */
const mostSingleFetches = 10;

/** The conversations on screen, kept true by the feed: an event names a conversation, whose row is then read anew. */
export class Inbox {
  readonly state = new Store<InboxState>(emptyInbox);
  readonly #client: ConsoleClient;
  readonly #stale: Stale;
  readonly #turns = new Turns();
  readonly #typing: TypingVisitors;

  constructor(client: ConsoleClient, later: Later) {
    this.#client = client;
    this.#typing = new TypingVisitors(later, (typing) => this.#patch({ typing }));
    this.#stale = new Stale({ all: () => this.load(), some: (ids) => this.#readAnew(ids) }, later);
  }

  /** Loads the open conversations; resolves to the feed position they belong to, or null when that failed. */
  async load(): Promise<FeedPosition | null> {
    const turn = this.#turns.ask();
    try {
      const [{ rows, position }, closed] = await Promise.all([
        loadOpen(this.#client),
        this.#client.call("GET /conversations", { query: { status: "closed,ended", per_page: 1 } }),
      ]);
      const closedTotal = counted(closed).pagination.total;
      this.#patch({
        ...{ phase: "ready", problem: null, rows: this.#withOpen(rows, turn) },
        ...{ closedTotal, closedPages: 0, moreClosed: closedTotal > 0 },
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
    const turn = this.#turns.ask();
    const { data, pagination } = counted(await this.#client.call("GET /conversations", { query }));
    this.#show(data.filter((row) => this.#turns.take(row.conversation_id, turn)));
    this.#patch({ closedPages: page, closedTotal: pagination.total, moreClosed: page < pagination.total_pages });
  }

  /** Takes over rows that were read elsewhere, for example by a search; those on screen already are kept true by the feed. */
  merge(rows: readonly ConversationRow[]): void {
    this.#show(rows.filter(({ conversation_id }) => !this.state.value.rows.has(conversation_id)));
  }

  apply(event: FeedEvent): void {
    if (event.conversation_id !== null) this.#stale.add(event.conversation_id);
  }

  /** Somebody of the team has read a conversation: the log does not tell of it. */
  read({ conversation_id: id, by, seq }: ReadMark): void {
    const row = this.state.value.rows.get(id);
    if (by !== "agent" || row === undefined) return;
    if (seq >= row.last_seq && !this.#stale.has(id)) this.#show([{ ...row, unread: 0 }]);
    else this.#stale.add(id);
  }

  /** Nobody told what happened for a while: read marks are told once. */
  missed(): void {
    if (this.state.value.phase === "ready") this.#stale.addAll();
  }

  /** What could not be read before is tried again. */
  catchUp(): void {
    this.#stale.catchUp();
  }

  /** Reads one conversation with its visitor and lead. Resolves to whether it exists; rejects without a connection. */
  async refresh(id: number): Promise<boolean> {
    const turn = this.#turns.ask();
    try {
      this.#accept(await this.#client.call("GET /conversations/{id}", { params: { id } }), turn);
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

  /** Rejects when the API refuses. */
  async block(id: number, reason: string | null): Promise<void> {
    await this.#change(id, {}, () =>
      this.#client.call("POST /conversations/{id}/block", { params: { id }, body: { reason } }),
    );
  }

  /** Rejects when the API refuses. */
  async unblock(id: number): Promise<void> {
    await this.#change(id, {}, () => this.#client.call("POST /conversations/{id}/unblock", { params: { id } }));
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

  /** Seen by this agent up to `seq`: the dot goes at once, the read mark travels over the socket. */
  markRead(id: number, seq: number): void {
    this.#lower(id);
    const row = this.state.value.rows.get(id);
    if (row !== undefined && row.unread > 0 && seq >= row.last_seq) this.#show([{ ...row, unread: 0 }]);
  }

  typing(id: number, typing: boolean): void {
    this.#typing.set(id, typing);
  }

  stop(): void {
    this.#stale.stop();
    this.#typing.stop();
  }

  /** What is not open may be on screen, opened by its address; what was asked for after this list is newer. */
  #withOpen(open: readonly ConversationRow[], turn: number): ReadonlyMap<number, ConversationRow> {
    const kept = [...this.state.value.rows].filter(([id, row]) => row.status !== "open" || this.#turns.isOld(id, turn));
    const rows = new Map(kept);
    for (const row of open) if (this.#turns.take(row.conversation_id, turn)) rows.set(row.conversation_id, row);
    return rows;
  }

  async #readAnew(ids: readonly number[]): Promise<readonly number[]> {
    let single = ids;
    if (ids.length > mostSingleFetches) {
      if ((await this.load()) === null) return ids;
      const { rows } = this.state.value;
      single = ids.filter((id) => rows.has(id) && rows.get(id)?.status !== "open");
    }
    const results = await Promise.allSettled(single.map((id) => this.refresh(id)));
    return single.filter((_, index) => results[index]?.status === "rejected");
  }

  async #change(id: number, change: Partial<ConversationRow>, ask: () => Promise<ConversationRow>): Promise<void> {
    const turn = this.#turns.ask();
    const before = this.state.value.rows.get(id);
    const shown = before === undefined ? undefined : { ...before, ...change };
    if (shown !== undefined) this.#showRow(shown);
    try {
      this.#acceptRow(await ask(), turn);
    } catch (error) {
      if (before !== undefined && this.state.value.rows.get(id) === shown) this.#showRow(before);
      // Without an answer nobody knows whether it happened.
      this.#stale.add(id);
      throw error;
    }
  }

  #accept(detail: ConversationDetail, turn: number): void {
    if (this.#turns.isOld(detail.conversation_id, turn)) return;
    this.#patch({ details: new Map(this.state.value.details).set(detail.conversation_id, detail) });
    this.#acceptRow(detail, turn);
  }

  #acceptRow(row: ConversationRow, turn: number): void {
    if (this.#turns.take(row.conversation_id, turn)) this.#showRow(row);
  }

  #showRow(row: ConversationRow): void {
    const before = this.state.value.rows.get(row.conversation_id);
    const closedBefore = before !== undefined && before.status !== "open";
    const closed = row.status !== "open";
    this.#show([row]);
    if (before !== undefined && closed !== closedBefore) {
      this.#patch({ closedTotal: Math.max(0, this.state.value.closedTotal + (closed ? 1 : -1)) });
    }
  }

  #show(rows: readonly ConversationRow[]): void {
    const all = new Map(this.state.value.rows);
    for (const row of rows) all.set(row.conversation_id, row);
    this.#patch({ rows: all });
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
