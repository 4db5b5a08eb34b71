import type { AgentReceives, AgentSends, FeedEvent } from "../../gateway/protocol.ts";
import { type Connection, createConnection } from "../state/connection.ts";
import type { Environment } from "../state/environment.ts";
import { createHeartbeat, type Heartbeat } from "../state/heartbeat.ts";
import type { ConnectionState } from "../state/types.ts";
import { createTypingOut, type TypingOut } from "../state/typing.ts";
import { AgentThread } from "./agent-thread.ts";
import type { ConsoleClient } from "./api.ts";
import { Contacts } from "./contacts.ts";
import { Drafts } from "./drafts.ts";
import { Feed } from "./feed.ts";
import { Inbox } from "./inbox/inbox.ts";
import { ReadMarks } from "./read-marks.ts";
import type { Employee, Mode } from "./records.ts";
import { Replies } from "./replies.ts";
import { Store } from "./store.ts";
import { nameIn, readTeam } from "./team.ts";
import { Viewing } from "./viewing.ts";

export interface DeskOptions {
  readonly origin: string;
  readonly mode: Mode;
  readonly employee: Employee;
  readonly client: ConsoleClient;
  readonly environment: Environment;
  /** Where drafts survive a reload; null where the browser allows none. */
  readonly drafts: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly csrfToken: () => string | null;
  /** The database was restored: all that the page shows is of one that is gone. Load the page anew. */
  readonly restored: () => void;
  /** Asks the server whether the session still stands; resolves to the answer. */
  readonly isSignedIn: () => Promise<boolean>;
}

const reopenAfterMs = 5_000;

/** Everything live behind one sign-in in one mode: connection, feed, inbox, open thread, replies. */
export class Desk {
  readonly mode: Mode;
  readonly employee: Employee;
  readonly inbox: Inbox;
  readonly contacts: Contacts;
  readonly employees = new Store<readonly Employee[]>([]);
  readonly connection = new Store<ConnectionState>("idle");
  /** Who else looks at the open conversation. */
  readonly viewing: Viewing;
  readonly drafts: Drafts;
  readonly replies: Replies;
  readonly #options: DeskOptions;
  readonly #connection: Connection<AgentSends>;
  readonly #feed: Feed;
  readonly #heartbeat: Heartbeat;
  readonly #typing: TypingOut;
  readonly #reads: ReadMarks;
  readonly #listeners = new Set<(event: FeedEvent) => void>();
  #thread: AgentThread | null = null;
  readonly #undo: (() => void)[] = [];
  #loading = false;

  constructor(options: DeskOptions) {
    const { environment, client, employee, mode } = options;
    this.#options = options;
    this.mode = mode;
    this.employee = employee;
    this.inbox = new Inbox(client, environment.after);
    this.contacts = new Contacts(client);
    this.drafts = new Drafts(options.drafts, `valethon.console.draft.${mode}.${employee.employee_id}.`);
    this.#connection = createConnection<AgentSends, AgentReceives>({
      url: options.origin,
      namespace: "/agent",
      auth: () => ({ csrf_token: options.csrfToken(), mode }),
      withCredentials: true,
      receives: this.#receives(),
      refused: () => void this.#reopen(),
      environment,
    });
    this.#feed = new Feed({
      sync: (after) => this.#connection.request("feed:sync", { after, limit: 200 }),
      apply: (event) => this.#apply(event),
      reload: () => void this.load(),
      restored: options.restored,
    });
    this.viewing = new Viewing({
      environment,
      employeeId: employee.employee_id,
      tell: (conversation_id) => this.#connection.signal("viewing", { conversation_id }),
    });
    this.#reads = new ReadMarks(this.#connection, this.inbox);
    this.#heartbeat = createHeartbeat(environment, { beat: () => this.#pulse(), wake: () => this.#pulse() });
    this.#typing = createTypingOut(environment, (typing) => this.#tellTyping(typing));
    this.replies = new Replies({
      name: `valethon-console-${mode}-${employee.employee_id}`,
      environment,
      isReady: () => this.#connection.state === "online",
      epoch: () => this.#feed.epoch ?? undefined,
      send: (conversation_id, items, epoch) =>
        this.#connection.request("message:send", { conversation_id, items: [...items], epoch }),
      onSent: (sent, entries) => this.#thread?.acknowledge(sent, entries),
      onChange: () => this.#thread?.show(),
      isSignedIn: options.isSignedIn,
    });
  }

  /** Connects and loads; never rejects: what fails is shown and tried again. */
  start(): void {
    this.#undo.push(this.#connection.subscribe((state) => this.#connected(state)));
    this.#heartbeat.start();
    this.#connection.open();
    void this.replies.open();
    void this.load();
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#heartbeat.stop();
    this.#typing.stop();
    this.viewing.stop();
    this.replies.stop();
    this.#feed.stop();
    this.inbox.stop();
    this.#connection.close();
  }

  /** Loads the lists and starts the feed where they end. */
  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    const [position] = await Promise.all([this.inbox.load(), readTeam(this.#options.client, this.employees)]);
    this.#loading = false;
    if (position === null) return;
    this.#feed.start(position);
    void this.#feed.check();
  }

  /** Opens the thread of a conversation; the one before is left. */
  open(conversationId: number): AgentThread {
    if (this.#thread?.conversationId === conversationId) return this.#thread;
    this.leave();
    this.#thread = new AgentThread(conversationId, {
      sync: (conversation_id, after, limit) =>
        this.#connection.request("conversation:sync", { conversation_id, after, limit }),
      entries: () => this.replies.entries,
      author: this.employee.name,
    });
    this.#enter(this.#thread);
    return this.#thread;
  }

  leave(): void {
    if (this.#thread === null) return;
    void this.#connection.request("conversation:leave", { conversation_id: this.#thread.conversationId });
    this.viewing.look(null);
    this.#typing.sent();
    this.#thread = null;
  }

  /** The agent writes in the open conversation, or stopped. */
  typing(typing: boolean): void {
    this.#typing.set(typing);
  }

  /** Sends an answer: at once when that is possible, else kept and sent later. */
  reply(conversationId: number, text: string): void {
    this.#typing.sent();
    this.replies.add(conversationId, text);
  }

  /** The agent has seen the thread up to `seq`. */
  markRead(conversationId: number, seq: number): void {
    this.inbox.markRead(conversationId, seq);
    this.#reads.mark(conversationId, seq);
  }

  /** Calls back with every event of the space's log from now on; returns the undo. */
  onEvent(listener: (event: FeedEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whether the person looks at this conversation right now. */
  isLookedAt(conversationId: number): boolean {
    return this.#thread?.conversationId === conversationId && this.#options.environment.visible();
  }

  nameOf(employeeId: number | null): string | null {
    return nameIn([this.employee, ...this.employees.value], employeeId);
  }

  #receives(): Partial<AgentReceives> {
    return {
      "feed.event": (event) => this.#feed.receive(event),
      "conversation.event": (fact) => this.#thread?.receive(fact),
      "conversation.read": (mark) => {
        this.#thread?.read(mark);
        this.inbox.read(mark);
      },
      typing: ({ conversation_id, typing, sender }) => {
        if (sender.kind === "visitor") this.inbox.typing(conversation_id, typing);
      },
      viewing: (viewing) => this.viewing.receive(viewing),
    };
  }

  #apply(event: FeedEvent): void {
    this.inbox.apply(event);
    this.contacts.hear(event);
    if (event.type === "conversation.message" && event.conversation_id !== null)
      this.inbox.typing(event.conversation_id, false);
    for (const listener of [...this.#listeners]) listener(event);
  }

  #connected(state: ConnectionState): void {
    this.connection.set(state);
    if (state !== "online") return;
    this.inbox.missed();
    void this.replies.open();
    if (this.#thread !== null) this.#enter(this.#thread);
    this.#pulse();
  }

  #enter(thread: AgentThread): void {
    this.viewing.look(thread.conversationId);
    thread.show();
    void thread.check();
  }

  #tellTyping(typing: boolean): void {
    const conversation_id = this.#thread?.conversationId;
    if (conversation_id !== undefined) this.#connection.signal("typing", { conversation_id, typing });
  }

  /** Compares with the server's head: it heals a lost hint that no later one would reveal. */
  #pulse(): void {
    if (this.#feed.position === null) void this.load();
    else void this.#feed.check();
    this.#reads.catchUp();
    this.inbox.catchUp();
    void this.#thread?.check();
    this.viewing.tellAgain();
    this.replies.kick();
  }

  /** Cut off by the server: signed out elsewhere, or only this socket; in the latter case it is opened anew. */
  async #reopen(): Promise<void> {
    if (!(await this.#options.isSignedIn())) return;
    this.#undo.push(this.#options.environment.after(reopenAfterMs, () => this.#connection.open()));
  }
}
