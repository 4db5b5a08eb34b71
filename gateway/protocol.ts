import { z } from "zod";
import type { ConversationEvent, ConversationPage } from "../api/conversations/conversation.schema.ts";
import { clientId, contactClaims, messageText } from "../api/conversations/conversation.schema.ts";
import type { WidgetStatus } from "../api/conversations/widget-status.schema.ts";
import type { ErrorCode } from "../api/errors.ts";
import { noteContent, notePinned } from "../api/resources/note.schema.ts";

/** The catalogue of everything that travels over a socket. Version 1; path `/socket.io`. */
export const protocolVersion = 1;

const items = z
  .array(z.strictObject({ client_id: clientId, body: messageText }))
  .min(1)
  .max(20);
const conversation_id = z.int().positive();
/** The one in which an agent saw the conversation. */
const epoch = z.string().max(64);
const after = z.int().min(0);
const limit = z.int().min(1).max(200).default(100);

/** Namespace /widget: what a visitor may ask. Handshake: query `key` (public key), auth `{session_id}`. */
export const widgetCommands = {
  "message:send": z.strictObject({ items, page_url: z.string().max(2048).optional() }),
  "conversation:sync": z.strictObject({ after, limit }),
  "conversation:read": z.strictObject({ conversation_id, seq: after }),
  "conversation:end": z.strictObject({
    rating: z.int().min(1).max(5).optional(),
    comment: z.string().trim().max(2000).optional(),
  }),
  "visitor:identify": z.strictObject({
    identity: contactClaims.extend({
      external_id: z.string().trim().max(200).optional(),
      token: z.string().max(4096).optional(),
    }),
    confirm: z.boolean().optional(),
  }),
  "page:view": z.strictObject({ page_url: z.string().max(2048), page_title: z.string().max(300).optional() }),
} as const;

/** Namespace /agent: what a signed-in employee may ask. Handshake: the console's cookie, auth `{csrf_token, mode}`. */
export const agentCommands = {
  "feed:sync": z.strictObject({ after, limit }),
  "conversation:sync": z.strictObject({ conversation_id, after, limit }),
  "conversation:leave": z.strictObject({ conversation_id }),
  "conversation:read": z.strictObject({ conversation_id, seq: after }),
  "conversation:assign": z.strictObject({ conversation_id, assigned_to: z.int().positive().nullable() }),
  "conversation:close": z.strictObject({ conversation_id }),
  "conversation:reopen": z.strictObject({ conversation_id }),
  "message:send": z.strictObject({ conversation_id, items, epoch: epoch.optional() }),
  /** For colleagues alone. It takes no seq, and comes to everybody's console as the feed's `note.created`. */
  "note:add": z.strictObject({
    conversation_id,
    client_id: clientId,
    content: noteContent,
    is_pinned: notePinned.optional(),
    epoch: epoch.optional(),
  }),
} as const;

/** Signals: never stored, never acknowledged, may be lost. */
export const widgetSignals = {
  typing: z.strictObject({ typing: z.boolean() }),
} as const;
export const agentSignals = {
  typing: z.strictObject({ conversation_id, typing: z.boolean() }),
  presence: z.strictObject({ status: z.enum(["online", "away"]) }),
  viewing: z.strictObject({ conversation_id: conversation_id.nullable() }),
  /** Whether to be told when other visitors are there: GET /visitors lists them. */
  watching: z.strictObject({ visitors: z.boolean() }),
} as const;

export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds, rounded up, when `remaining` next rises. */
  readonly reset: number;
}

export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  /** Whole seconds after which the same command may succeed. */
  readonly retry_after?: number;
  /** Index of the item that was refused; nothing of the batch was committed. */
  readonly item?: number;
}

export interface Sent {
  readonly ok: true;
  readonly epoch: string;
  readonly conversation_id: number;
  readonly items: readonly {
    readonly client_id: string;
    readonly message_id: number;
    readonly seq: number;
    readonly duplicate?: true | undefined;
  }[];
  readonly limit: RateLimit;
}

export interface NoteAdded {
  readonly ok: true;
  readonly epoch: string;
  /** The same again when it was sent before. */
  readonly note_id: number;
}

export type Synced = { readonly ok: true } & ConversationPage;
export interface Done {
  readonly ok: true;
}

export interface FeedEvent {
  readonly feed_seq: number;
  readonly event_id: number;
  /** The event's name, for example `conversation.message`. */
  readonly type: string;
  readonly timestamp: string;
  readonly conversation_id: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FeedSynced {
  readonly ok: true;
  readonly epoch: string;
  readonly head: number;
  readonly events: readonly FeedEvent[];
  readonly more: boolean;
  /** True when `after` is older than the log keeps: load the lists anew and go on from `head`. */
  readonly reload: boolean;
}

/** What each command answers when it succeeds; every command may answer a Refusal instead. */
export interface WidgetReplies {
  "message:send": Sent;
  "conversation:sync": Synced;
  "conversation:read": Done;
  "conversation:end": Done & { readonly conversation_id: number | null };
  "visitor:identify": Done & {
    readonly trust: "claimed" | "verified";
    /** There when a token was answered with another session: connect anew with it, this connection is about to end. */
    readonly session_id?: string;
  };
  "page:view": Done;
}
export interface AgentReplies {
  "feed:sync": FeedSynced;
  "conversation:sync": Synced;
  "conversation:leave": Done;
  "conversation:read": Done;
  "conversation:assign": Done;
  "conversation:close": Done;
  "conversation:reopen": Done;
  "message:send": Sent;
  "note:add": NoteAdded;
}

/** Facts carry `epoch`; the client applies only seq = last + 1 and syncs on a gap. */
export type ConversationHappened = ConversationEvent & { readonly epoch: string };
export type FeedHappened = FeedEvent & { readonly epoch: string };
export interface Typing {
  readonly conversation_id: number;
  readonly typing: boolean;
  readonly sender: { readonly kind: "visitor" | "agent"; readonly id: number | null; readonly name: string | null };
}
export interface ReadMark {
  readonly conversation_id: number;
  readonly by: "visitor" | "agent";
  readonly seq: number;
}
export interface Drain {
  /** Milliseconds to wait before connecting again. */
  readonly after_ms: number;
}

export interface WidgetReceives {
  "conversation.event": (fact: ConversationHappened) => void;
  "conversation.read": (mark: ReadMark) => void;
  "availability.changed": (status: WidgetStatus) => void;
  typing: (signal: Typing) => void;
  drain: (signal: Drain) => void;
}
export interface AgentReceives {
  "feed.event": (event: FeedHappened) => void;
  "conversation.event": (fact: ConversationHappened) => void;
  "conversation.read": (mark: ReadMark) => void;
  "visitors.changed": () => void;
  "visitor.seen": (seen: { conversation_id: number; online: boolean; page_url: string | null }) => void;
  typing: (signal: Typing) => void;
  presence: (presence: { employee_id: number; status: "online" | "away" | "offline" }) => void;
  viewing: (viewing: { conversation_id: number; employees: { id: number; name: string }[] }) => void;
  drain: (signal: Drain) => void;
}

type Commands<Schemas extends Record<string, z.ZodType>, Replies> = {
  [Name in keyof Schemas & keyof Replies]: (
    input: z.input<Schemas[Name]>,
    acknowledge: (reply: Replies[Name] | Refusal) => void,
  ) => void;
};
type Signals<Schemas extends Record<string, z.ZodType>> = {
  [Name in keyof Schemas]: (input: z.input<Schemas[Name]>) => void;
};

export type WidgetSends = Commands<typeof widgetCommands, WidgetReplies> & Signals<typeof widgetSignals>;
export type AgentSends = Commands<typeof agentCommands, AgentReplies> & Signals<typeof agentSignals>;
