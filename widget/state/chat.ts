import type { WidgetReceives } from "../../gateway/protocol.ts";
import { type Acknowledged, acknowledgements, applyRead, awaited, emptyThread, type Thread } from "./conversation.ts";
import { createHeartbeat, type Heartbeat } from "./heartbeat.ts";
import type { Claims } from "./identify.ts";
import type { Late } from "./late.ts";
import { createLine, type Line } from "./line.ts";
import { createOnDemand, type OnDemand } from "./on-demand.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createMemory, type Memory, stateName } from "./remembered.ts";
import { sendMessages } from "./send-messages.ts";
import { createSender, type Sender } from "./sender.ts";
import { createSnapshots, shownParts, teamParts, welcomeParts } from "./snapshot.ts";
import { createSync, type Sync } from "./sync.ts";
import { createTabs, type Tabs, type VisitorTopic } from "./tabs.ts";
import type { ChatOptions, ChatSnapshot, ConnectionState, WidgetChat } from "./types.ts";

/** Composes a visitor's chat: outbox, session, socket and thread behind the one interface that views know. */
export function createChat(options: ChatOptions): WidgetChat {
  return new ConversationChat(options);
}

class ConversationChat implements WidgetChat {
  readonly #snapshots = createSnapshots();
  readonly #memory: Memory;
  readonly #tabs: Tabs<VisitorTopic>;
  readonly #outbox: Outbox;
  readonly #line: Line;
  readonly #sender: Sender;
  readonly #sync: Sync;
  readonly #late: OnDemand<Late>;
  readonly #shownParts = shownParts();
  readonly #heartbeat: Heartbeat;
  #thread: Thread = emptyThread;
  #acknowledged: Acknowledged[] = [];
  #started: Promise<void> | null = null;
  #begun: Promise<void> | null = null;
  #stopped = false;
  #waiting = 0;

  constructor({ apiBase, publicKey, environment }: ChatOptions) {
    const name = stateName(apiBase, publicKey);
    this.#memory = createMemory(environment, name);
    this.#tabs = createTabs(environment, name);
    this.#outbox = createOutbox({ name, environment, tabs: this.#tabs });
    this.#outbox.subscribe(() => this.#outboxChanged());
    this.#line = createLine({
      apiBase,
      publicKey,
      name,
      environment,
      memory: this.#memory,
      tabs: this.#tabs,
      receives: this.#receives(),
      onState: (state) => this.#connected(state),
      onWelcome: (welcome) =>
        this.#snapshots.patch({ ...welcomeParts(welcome), contactKnown: this.#memory.read().contact_known }),
    });
    const { connection } = this.#line;
    this.#sender = createSender({
      outbox: this.#outbox,
      environment,
      isReady: () => this.#line.state === "online",
      send: (entries) => sendMessages(connection, environment, entries, (busy) => this.#snapshots.patch({ busy })),
      onSent: (sent, entries) => this.#acknowledged.push(...acknowledgements(sent, entries)),
      renew: () => this.#line.renew(),
    });
    this.#sync = createSync({
      ask: (after, limit) => connection.request("conversation:sync", { after, limit }),
      read: () => this.#thread,
      write: (thread) => this.#show(thread),
      lost: () => void this.#line.renew(),
    });
    this.#heartbeat = createHeartbeat(environment, { beat: () => this.#check(), wake: () => this.#wake() });
    this.#late = createOnDemand(async () => {
      const { createLate } = await import("./late.ts");
      return createLate(connection, environment, (typing) => this.#snapshots.patch({ typing }));
    });
    this.#tabs.hear("forgotten", () => this.#forgotten());
  }

  get visitorId(): string | null {
    return this.#begun && this.#memory.read().visitor_id;
  }

  get snapshot(): ChatSnapshot {
    return this.#snapshots.current;
  }

  subscribe(listener: () => void): () => void {
    return this.#snapshots.subscribe(listener);
  }

  override(parts: Partial<Pick<ChatSnapshot, "greeting" | "primaryColor">>): void {
    this.#snapshots.override(parts);
  }

  start(): Promise<void> {
    this.#started ??= this.#begin(() => this.#line.greet());
    return this.#started;
  }

  async resume(): Promise<void> {
    const { session_id, unsent } = this.#memory.read();
    if (session_id !== null || unsent) await this.#begin(() => this.#line.resume());
  }

  send(text: string): void {
    const body = text.trim();
    if (body === "") return;
    void this.start();
    this.#outbox.add(body);
    void this.#late.use(({ typingOut, findContact }) => {
      typingOut.sent();
      if (!this.snapshot.contactKnown) this.#snapshots.patch({ contactFound: findContact(body) });
    });
  }

  retry(key: string): void {
    void this.start();
    void this.#outbox.retry(key);
  }

  discard(key: string): void {
    void this.#outbox.remove([key]);
  }

  typing(typing: boolean): void {
    if (typing) void this.start();
    void this.#late.use(({ typingOut }) => typingOut.set(typing));
  }

  markRead(): void {
    const { conversationId, last, read } = this.#thread;
    if (conversationId === null || last <= read.visitor) return;
    this.#show(applyRead(this.#thread, { conversation_id: conversationId, by: "visitor", seq: last }));
    void this.#late.use(({ teller }) => teller.read(conversationId, last));
  }

  async identify(claims: Claims, confirm: boolean): Promise<boolean> {
    await this.start();
    const answer = await this.#late.use((late) => late.identify(this.#line.session, claims, confirm));
    if (answer?.reachable) {
      this.#memory.write({ contact_known: true });
      this.#snapshots.patch({ contactKnown: true, contactFound: null });
    }
    return answer?.accepted ?? false;
  }

  dismissContact(): void {
    this.#snapshots.patch({ contactFound: null });
  }

  async end(rating?: { rating: number; comment?: string }): Promise<void> {
    await this.start();
    await this.#line.session.post("end", { ...rating });
    await this.#sync.check();
  }

  loadEarlier(): Promise<void> {
    return this.#sync.earlier();
  }

  async reset(): Promise<void> {
    await this.#outbox.remove(this.#outbox.entries.map((entry) => entry.client_id));
    this.#memory.forget();
    this.#tabs.tell("forgotten");
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    this.#heartbeat.stop();
    this.#late.end((late) => late.stop());
    this.#sender.stop();
    this.#line.close();
    this.#outbox.close();
    this.#tabs.close();
    this.#snapshots.patch({ connection: "idle" });
  }

  /** By another tab: what was the visitor's is not shown any more, and the next act begins anew. */
  #forgotten(): void {
    this.#started = null;
    this.#snapshots.patch({ contactFound: null });
    this.#show(emptyThread);
  }

  async #begin(connect: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    this.#begun ??= this.#open();
    await Promise.all([this.#begun, connect()]);
  }

  async #open(): Promise<void> {
    this.#heartbeat.start();
    this.#snapshots.patch({ contactKnown: this.#memory.read().contact_known });
    await this.#outbox.open();
    this.#snapshots.patch({ memoryOnly: this.#outbox.memoryOnly });
    this.#outboxChanged();
  }

  #wake(): void {
    this.#line.wake();
    this.#sender.kick();
    this.#check();
  }

  #check(): void {
    if (this.#line.state !== "online") return;
    void this.#sync.check();
    void this.#late.use(({ teller }) => teller.catchUp());
  }

  #connected(connection: ConnectionState): void {
    this.#snapshots.patch({ connection });
    if (connection !== "online") return;
    this.#check();
    this.#sender.kick();
  }

  #receives(): Partial<WidgetReceives> {
    const showTyping = (who: ChatSnapshot["typing"]) => void this.#late.use(({ typingIn }) => typingIn.set(who));
    return {
      "conversation.event": (fact) => {
        this.#sync.receive(fact);
        if (fact.sender.kind !== "visitor") showTyping(null);
      },
      "conversation.read": (mark) => this.#show(applyRead(this.#thread, mark)),
      "availability.changed": (team) => this.#snapshots.patch(teamParts(team)),
      typing: ({ typing, sender }) => showTyping(typing ? { name: sender.name } : null),
    };
  }

  #outboxChanged(): void {
    const { entries } = this.#outbox;
    const unsent = entries.some(({ state }) => state === "waiting");
    if (this.#memory.read().unsent !== unsent) this.#memory.write({ unsent });
    this.#show(this.#thread);
    // Gone from the outbox means committed: another tab may have sent it, and its fact may have missed this one.
    if (entries.length < this.#waiting) this.#heartbeat.soon();
    this.#waiting = entries.length;
    if (unsent) this.#sender.kick();
  }

  #show(thread: Thread): void {
    this.#thread = thread;
    this.#acknowledged = awaited(thread, this.#acknowledged);
    this.#snapshots.patch(this.#shownParts(thread, this.#acknowledged, this.#outbox.entries));
  }
}
