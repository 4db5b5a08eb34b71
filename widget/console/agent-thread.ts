import type { ConversationHappened, ReadMark, Refusal, Sent, Synced } from "../../gateway/protocol.ts";
import {
  type Acknowledged,
  acknowledgements,
  applyRead,
  awaited,
  createItems,
  emptyThread,
  type Thread,
} from "../state/conversation.ts";
import type { OutboxEntry } from "../state/outbox.ts";
import { createSync, type Sync } from "../state/sync.ts";
import type { ThreadItem } from "../state/types.ts";
import { Store } from "./store.ts";

export interface AgentThreadState {
  readonly phase: "loading" | "ready" | "missing";
  readonly items: readonly ThreadItem[];
  /** Whether older messages were left out so far. */
  readonly hasEarlier: boolean;
  readonly lastSeq: number;
}

export interface ThreadDoor {
  /** One `conversation:sync`, which also joins the conversation's room. Never rejects. */
  sync(conversationId: number, after: number, limit: number): Promise<Synced | Refusal>;
  /** This device's unsent messages, of every conversation. */
  entries(): readonly OutboxEntry[];
  /** Who writes here: the name on messages that are still on their way. */
  readonly author: string;
}

/** One conversation as an agent sees it: the server's order, own unsent messages behind it. */
export class AgentThread {
  readonly conversationId: number;
  readonly state = new Store<AgentThreadState>({ phase: "loading", items: [], hasEarlier: false, lastSeq: 0 });
  readonly #door: ThreadDoor;
  readonly #sync: Sync;
  readonly #items = createItems("agent");
  readonly #signed = new WeakMap<ThreadItem, ThreadItem>();
  #thread: Thread;
  #acknowledged: readonly Acknowledged[] = [];

  constructor(conversationId: number, door: ThreadDoor) {
    this.conversationId = conversationId;
    this.#door = door;
    this.#thread = this.#blank();
    this.#sync = createSync({
      ask: (after, limit) => this.#ask(after, limit),
      asked: () => {
        const before = this.#acknowledged;
        return () => {
          this.#acknowledged = this.#acknowledged.filter((one) => !before.includes(one));
        };
      },
      read: () => this.#thread,
      write: (thread) => this.#take(thread),
      // What is lost is told by the answer itself; an ended sign-in is the connection's matter.
      lost: () => undefined,
    });
  }

  /** Catches up with the server; first load, reconnect, gap and head check are all this. Never rejects. */
  check(): Promise<void> {
    return this.#sync.check();
  }

  receive(fact: ConversationHappened): void {
    if (fact.conversation_id === this.conversationId) this.#sync.receive(fact);
  }

  read(mark: ReadMark): void {
    this.#take(applyRead(this.#thread, mark));
  }

  /** Own messages were committed, here or in another conversation; their facts may still be on their way. */
  acknowledge(sent: Sent, entries: readonly OutboxEntry[]): void {
    if (sent.conversation_id !== this.conversationId) return;
    this.#acknowledged = [...this.#acknowledged, ...acknowledgements(sent, entries)];
    this.show();
  }

  /** Loads older messages in front. Never rejects; what did not come can be asked for again. */
  loadEarlier(): Promise<void> {
    return this.#sync.earlier();
  }

  /** Renders anew from the thread and the outbox. */
  show(): void {
    this.#acknowledged = awaited(this.#thread, this.#acknowledged);
    const own = this.#door.entries().filter((entry) => entry.conversation_id === this.conversationId);
    this.state.set({
      phase: this.#thread.epoch === null ? this.state.value.phase : "ready",
      items: this.#items(this.#thread, this.#acknowledged, own).map((item) => this.#sign(item)),
      hasEarlier: this.#thread.base > 0,
      lastSeq: this.#thread.last,
    });
  }

  async #ask(after: number, limit: number): Promise<Synced | Refusal> {
    const answer = await this.#door.sync(this.conversationId, after, limit);
    if (answer.ok || answer.code !== "NOT_FOUND") return answer;
    this.#acknowledged = [];
    this.#take(this.#blank());
    this.state.update((state) => ({ ...state, phase: "missing" }));
    return answer;
  }

  /** A message on its way carries its author's name like a stored one, so that nothing moves when it is stored. */
  #sign(item: ThreadItem): ThreadItem {
    if (item.sender.kind !== "agent" || item.sender.name !== null) return item;
    const signed = this.#signed.get(item) ?? { ...item, sender: { kind: "agent" as const, name: this.#door.author } };
    this.#signed.set(item, signed);
    return signed;
  }

  #take(thread: Thread): void {
    this.#thread = thread.conversationId === this.conversationId ? thread : this.#blank();
    this.show();
  }

  #blank(): Thread {
    return { ...emptyThread, conversationId: this.conversationId };
  }
}
