import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { Refusal, Sent } from "../../../gateway/protocol.ts";
import { answerRest, type RestInput } from "./rest.ts";
import {
  conversationOf,
  createDatabase,
  type Database,
  findSent,
  type Kind,
  moveRead,
  type Stored,
  seenBy,
} from "./server-state.ts";
import type { World } from "./world.ts";

/** Who asks: a visitor's session, or the agent (null). */
export type Caller = string | null;
export interface Item {
  readonly client_id: string;
  readonly body: string;
}

/** The server as realtime.md says it is: strict, and right. What goes wrong is the network's. */
export interface SimServer {
  database: Database;
  /** Every commit ever, in its order; those of a database that was thrown away too. */
  readonly commits: { readonly epoch: string; readonly client_id: string; readonly body: string }[];
  /** Client ids whose commit is known to the one who wrote them. */
  readonly acknowledged: Set<string>;
  /** Tells of what was committed: to whom, what. `null`: to the agents. */
  publish: (to: Caller, conversation: Stored | null, name: string, payload: object) => void;
  init(session: unknown): string;
  answer(caller: Caller, name: string, input: Record<string, never>): object;
  end(session: string): void;
  say(count: number): void;
  close(): void;
  rest(key: string, input: RestInput): unknown;
  restore(backup: Database): void;
  /** A session and all that was said in it is gone. */
  forget(session: string): void;
}

const refusal = (code: Refusal["code"], message: string, more: Partial<Refusal> = {}): Refusal => ({
  ok: false,
  code,
  message,
  ...more,
});

/** Bodies that begin so are refused for themselves, with the code that follows. */
export const refused = /^refuse (VALIDATION_ERROR|DUPLICATE)( unnamed)?/;

export function createServer(world: World): SimServer {
  let sessions = 0;
  let restores = 0;

  function feed(conversation: Stored, type: string): void {
    const { feed: log, epoch } = server.database;
    const feed_seq = (log.at(-1)?.feed_seq ?? 0) + 1;
    const timestamp = new Date(0).toISOString();
    const event = { feed_seq, event_id: feed_seq, type, timestamp, conversation_id: conversation.id, data: {} };
    log.push(event);
    server.publish(null, null, "feed.event", { ...event, epoch });
  }

  function append(conversation: Stored, kind: Kind, event: Partial<ConversationEvent>): ConversationEvent {
    server.database.lastMessage += 1;
    const stored: ConversationEvent = {
      message_id: server.database.lastMessage,
      conversation_id: conversation.id,
      seq: conversation.events.length + 1,
      client_id: null,
      type: "message",
      body: null,
      created_at: new Date(0).toISOString(),
      sender: { kind, id: kind === "agent" ? 1 : null, name: kind === "agent" ? "Ada" : null },
      ...event,
    };
    conversation.events.push(stored);
    if (stored.client_id !== null) {
      server.commits.push({ epoch: server.database.epoch, client_id: stored.client_id, body: `${stored.body}` });
    }
    const { epoch } = server.database;
    for (const to of ["visitor", "agent"] as const) {
      const caller = to === "visitor" ? conversation.session : null;
      server.publish(caller, conversation, "conversation.event", { ...seenBy(to, stored), epoch });
    }
    feed(conversation, `conversation.${stored.type}`);
    return stored;
  }

  function reopen(conversation: Stored, kind: Kind): void {
    if (conversation.status !== "closed") return;
    conversation.status = "open";
    append(conversation, kind, { type: "reopened" });
  }

  function begin(session: string): Stored {
    server.database.lastConversation += 1;
    const id = server.database.lastConversation;
    const made: Stored = { id, session, status: "open", read: { visitor: 0, agent: 0 }, events: [] };
    server.database.conversations.push(made);
    return made;
  }

  function complaintOf(kind: Kind, caller: Caller, { client_id, body }: Item, item: number): Refusal | null {
    const [, code, unnamed] = refused.exec(body) ?? [];
    if (code !== undefined) return refusal(code as Refusal["code"], "Refused.", unnamed === undefined ? { item } : {});
    const known = findSent(server.database, kind, caller, client_id);
    if (known !== undefined && known.event.body !== body) return refusal("DUPLICATE", "Another text.", { item });
    return /^[A-Za-z0-9_-]{8,64}$/.test(client_id) ? null : refusal("VALIDATION_ERROR", "client_id", { item });
  }

  function complaint(kind: Kind, caller: Caller, items: readonly Item[]): Refusal | null {
    if (items.length < 1 || items.length > 20) return refusal("VALIDATION_ERROR", "1 to 20 items.");
    const complaints = items.map((one, index) => complaintOf(kind, caller, one, index));
    return complaints.find((one) => one !== null) ?? null;
  }

  function target(caller: Caller, input: { conversation_id?: number; epoch?: string }): Stored | Refusal {
    if (caller !== null) {
      const current = conversationOf(server.database, caller);
      return current === undefined || current.status === "ended" ? begin(caller) : current;
    }
    const found = server.database.conversations.find(({ id }) => id === input.conversation_id);
    if (found === undefined) return refusal("NOT_FOUND", "No such conversation.");
    const restored = input.epoch !== undefined && input.epoch !== server.database.epoch;
    return found.status === "ended" || restored ? refusal("CONFLICT", "Ended.") : found;
  }

  function send(caller: Caller, input: { items: Item[]; conversation_id?: number; epoch?: string }): Sent | Refusal {
    const kind: Kind = caller === null ? "agent" : "visitor";
    const problem = complaint(kind, caller, input.items);
    if (problem !== null) return problem;
    const known = input.items.map(({ client_id }) => findSent(server.database, kind, caller, client_id));
    const place = known.every((one) => one !== undefined) ? known[0]?.conversation : target(caller, input);
    if (place === undefined) return refusal("SERVER_ERROR", "Nothing to send.");
    if ("ok" in place) return place;
    if (!known.every((one) => one !== undefined)) reopen(place, kind);
    const items = input.items.map(({ client_id, body }, index) => {
      const before = known[index];
      const { message_id, seq } = before?.event ?? append(place, kind, { client_id, body });
      // Who answers has read what came before.
      if (kind === "agent" && moveRead(place, kind, seq)) tellRead(place, kind);
      return { client_id, message_id, seq, ...(before === undefined ? {} : { duplicate: true as const }) };
    });
    const limit = { limit: 30, remaining: world.random.between(0, 25), reset: 0 };
    return { ok: true, epoch: server.database.epoch, conversation_id: place.id, items, limit };
  }

  function sync(caller: Caller, input: { conversation_id?: number; after: number; limit: number }): object {
    const { epoch, conversations } = server.database;
    const found =
      caller === null
        ? conversations.find(({ id }) => id === input.conversation_id)
        : conversationOf(server.database, caller);
    if (found === undefined) {
      if (caller === null) return refusal("NOT_FOUND", "No such conversation.");
      const none = { conversation_id: null, status: null, read: { visitor: 0, agent: 0 }, events: [] };
      return { ok: true, epoch, head: 0, more: false, ...none };
    }
    const { id: conversation_id, status, read, events } = found;
    // 256 KiB a page can be few events.
    const most = world.random.chance(0.3) ? world.random.between(1, 4) : input.limit;
    const page = events.slice(input.after, input.after + Math.min(most, input.limit));
    const more = input.after + page.length < events.length;
    const seen = page.map((event) => seenBy(caller === null ? "agent" : "visitor", event));
    return { ok: true, conversation_id, epoch, head: events.length, status, read: { ...read }, events: seen, more };
  }

  /** What the visitor has read shows in the open thread alone. */
  function tellRead(conversation: Stored, by: Kind): void {
    const mark = { conversation_id: conversation.id, by, seq: conversation.read[by] };
    server.publish(conversation.session, conversation, "conversation.read", mark);
    server.publish(null, by === "agent" ? null : conversation, "conversation.read", mark);
  }

  function markRead(caller: Caller, { conversation_id, seq }: { conversation_id: number; seq: number }): object {
    const found = server.database.conversations.find(({ id }) => id === conversation_id);
    if (found === undefined || (caller !== null && found.session !== caller)) return refusal("NOT_FOUND", "None.");
    const by: Kind = caller === null ? "agent" : "visitor";
    if (moveRead(found, by, seq)) tellRead(found, by);
    return { ok: true };
  }

  function feedSync({ after, limit }: { after: number; limit: number }): object {
    const { epoch, feed: log } = server.database;
    const events = log.slice(after, after + limit);
    return { ok: true, epoch, head: log.length, events, more: after + events.length < log.length, reload: false };
  }

  const answers: Record<string, (caller: Caller, input: never) => object> = {
    "message:send": send,
    "conversation:sync": sync,
    "conversation:read": markRead,
    "feed:sync": (_caller, input: { after: number; limit: number }) => feedSync(input),
  };

  const server: SimServer = {
    database: createDatabase(),
    commits: [],
    acknowledged: new Set(),
    publish: () => {},
    init(session) {
      if (server.database.sessions.has(`${session}`)) return `${session}`;
      sessions += 1;
      server.database.sessions.add(`ws_${sessions}`);
      return `ws_${sessions}`;
    },
    answer: (caller, name, input) => answers[name]?.(caller, input as never) ?? { ok: true },
    end(session) {
      const current = conversationOf(server.database, session);
      if (current === undefined || current.status === "ended") return;
      current.status = "ended";
      append(current, "visitor", { type: "ended" });
    },
    say(count) {
      const open = server.database.conversations.filter(({ status }) => status !== "ended");
      const conversation = world.random.pick(open);
      if (conversation === undefined) return;
      for (let said = 0; said < count; said += 1) {
        append(conversation, "agent", { sender: { kind: "bot", id: null, name: "Bot" }, body: `bot ${said}` });
      }
    },
    close() {
      const conversation = world.random.pick(server.database.conversations.filter(({ status }) => status === "open"));
      if (conversation === undefined) return;
      conversation.status = "closed";
      append(conversation, "agent", { type: "closed" });
    },
    rest: (key, input) => answerRest(server.database, key, input) ?? refusal("NOT_FOUND", "No such conversation."),
    forget(session) {
      const { sessions: known, conversations } = server.database;
      known.delete(session);
      for (const one of conversations.filter((each) => each.session === session)) {
        conversations.splice(conversations.indexOf(one), 1);
        feed(one, "conversation.deleted");
      }
    },
    restore(backup) {
      restores += 1;
      server.database = structuredClone(backup);
      server.database.epoch = `e${restores + 1}`;
    },
  };
  return server;
}
