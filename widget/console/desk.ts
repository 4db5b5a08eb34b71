import type { AgentReceives, AgentSends, FeedEvent } from "../../gateway/protocol.ts";
import { type Connection, createConnection } from "../state/connection.ts";
import { createHeartbeat, type Heartbeat } from "../state/heartbeat.ts";
import type { ConnectionState } from "../state/types.ts";
import { createTypingOut, type TypingOut } from "../state/typing.ts";
import { AgentThread } from "./agent-thread.ts";
import { Contacts } from "./contacts.ts";
import type { DeskOptions } from "./desk-options.ts";
import { createDeskReceives } from "./desk-receives.ts";
import { Drafts } from "./drafts.ts";
import { Feed } from "./feed.ts";
import { CannedReplies } from "./inbox/canned-replies.ts";
import { Inbox } from "./inbox/inbox.ts";
import { TeamStory } from "./inbox/team-story.ts";
import { LiveVisitors } from "./live-visitors.ts";
import { ReadMarks } from "./read-marks.ts";
import type { Employee, Mode } from "./records.ts";
import { Replies } from "./replies.ts";
import { Store } from "./store.ts";
import { nameIn, readTeam } from "./team.ts";
import { Viewing } from "./viewing.ts";
import { VisitorsSeen } from "./visitors-seen.ts";

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
  /** Which visitors of the inbox are there now. */
  readonly seen = new VisitorsSeen();
  /** Who is on the website, while somebody looks at that. */
  readonly visitors: LiveVisitors;
  /** What the team noted and did in the open conversation. */
  readonly story: TeamStory;
  readonly canned: CannedReplies;
  readonly drafts: Drafts;
  readonly noteDrafts: Drafts;
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
    this.story = new TeamStory({ client, nameOf: (id) => this.nameOf(id) });
    this.canned = new CannedReplies(client);
    const own = `${mode}.${employee.employee_id}.`;
    this.drafts = new Drafts(options.drafts, `valethon.console.draft.${own}`);
    this.noteDrafts = new Drafts(options.drafts, `valethon.console.note.${own}`);
    this.visitors = new LiveVisitors(client, (visitors) => this.#connection.signal("watching", { visitors }));
    this.#connection = createConnection<AgentSends, AgentReceives>({
      url: options.origin,
      namespace: "/agent",
      auth: () => ({ csrf_token: options.csrfToken(), mode }),
      withCredentials: true,
      receives: createDeskReceives({ desk: this, feed: () => this.#feed, thread: () => this.#thread }),
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
    this.story.leave();
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

  /**
   * Adds a note for colleagues. Resolves to what was refused, or null once it is stored. Under the same `clientId` it is
   * stored once, however often it is sent.
   */
  async note(conversation_id: number, content: string, client_id: string): Promise<string | null> {
    const epoch = this.#feed.epoch ?? undefined;
    const answer = await this.#connection.request("note:add", { conversation_id, content, client_id, epoch });
    return answer.ok ? null : answer.message;
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

  #apply(event: FeedEvent): void {
    this.inbox.apply(event);
    this.story.hear(event);
    this.contacts.hear(event);
    if (event.type === "conversation.message" && event.conversation_id !== null)
      this.inbox.typing(event.conversation_id, false);
    for (const listener of [...this.#listeners]) listener(event);
  }

  #connected(state: ConnectionState): void {
    this.connection.set(state);
    if (state !== "online") return;
    this.inbox.missed();
    this.seen.forget();
    this.story.missed();
    this.visitors.connected();
    void this.replies.open();
    if (this.#thread !== null) this.#enter(this.#thread);
    this.#pulse();
  }

  #enter(thread: AgentThread): void {
    this.viewing.look(thread.conversationId);
    this.story.open(thread.conversationId);
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
    this.story.catchUp();
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
