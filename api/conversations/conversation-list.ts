import type { Kysely } from "kysely";
import { z } from "zod";
import { defineEntity, type Fill } from "../kit/entity.ts";
import { choice, flag, reference } from "../kit/filters.ts";
import { toFound } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import type { Tables } from "../store/tables.ts";
import { documentOf } from "./search-document.ts";
import type { Claims } from "./visitors/widget-session.ts";

export const conversationParams = idParams;

const contact = z.object({
  email: z.string().nullable().describe("Trimmed and lower case; null when unknown."),
  name: z.string().nullable().describe("The whole name; null when unknown."),
  phone: z.string().nullable().describe("As it was given; null when unknown."),
  company: z.string().nullable().describe("Where the visitor works; null when unknown."),
});

const statuses = ["open", "closed", "ended"] as const;

/** A conversation as the inbox shows it. */
export const conversationRow = z.object({
  conversation_id: z.int().describe("The conversation's id."),
  status: z.enum(statuses).describe("`closed` by an agent or after 7 days without a message, `ended` by the visitor."),
  visitor_name: z.string().nullable().describe("The name the visitor gave; null when unknown."),
  trust: z
    .enum(["claimed", "verified"])
    .describe("`claimed`: who the visitor is was only said. `verified`: it was proved."),
  contact: contact.describe("What the visitor said; not proved while trust is claimed."),
  lead_id: z
    .int()
    .nullable()
    .describe("The lead it belongs to; null without one, as long as the visitor gave no email or phone."),
  contact_id: z
    .int()
    .nullable()
    .describe("The contact it belongs to: a known one who came back, or the one that its lead became."),
  assigned_to: z.int().nullable().describe("The employee who answers; null for nobody."),
  wants_person: z.boolean().describe("The visitor asked for a person and none has answered yet."),
  last_message: z
    .string()
    .nullable()
    .describe("The start of what a person said last, up to 200 characters; automatic replies do not count."),
  last_message_by: z.enum(["visitor", "agent", "bot", "system"]).nullable().describe("Who said it."),
  last_message_at: z.string().nullable().describe("When it was said, UTC ISO 8601."),
  waiting_since: z.string().nullable().describe("Since when the visitor waits for a person."),
  unread: z.int().describe("The visitor's messages that no agent has read."),
  blocked: z.boolean().describe("The visitor is blocked: nothing that he sends arrives."),
  last_seq: z.int().describe("The conversation's highest seq."),
  page_url: z.string().nullable().describe("The page it was begun on; null when unknown."),
  rating: z.int().nullable().describe("The visitor's rating, 1 (poor) to 5 (very good); null without one."),
  created_at: z.string().describe("When it began, UTC ISO 8601."),
  updated_at: z.string().describe("When it last changed, UTC ISO 8601."),
});

export type ConversationRow = z.infer<typeof conversationRow>;

/** Adds what the visitor's session and the messages tell; the rows come in the order they were given. */
const fill: Fill = async ({ db }, rows) => {
  if (rows.length === 0) return rows;
  const sessions = await db
    .selectFrom("widget_sessions")
    .select(["widget_session_id", "trust", "claims", "blocked_at"])
    .where(
      "widget_session_id",
      "in",
      rows.map((row) => row["widget_session_id"] as number),
    )
    .execute();
  const unread = await unreadOf(
    db,
    rows.map((row) => row["conversation_id"] as number),
  );
  const sessionOf = new Map(sessions.map((session) => [session.widget_session_id, session]));
  return rows.map((row) => {
    const session = sessionOf.get(row["widget_session_id"] as number);
    const { email = null, name = null, phone = null, company = null } = JSON.parse(session?.claims ?? "{}") as Claims;
    return {
      ...row,
      trust: session?.trust ?? "claimed",
      contact: JSON.stringify({ email, name, phone, company }),
      blocked: session?.blocked_at == null ? 0 : 1,
      unread: unread.get(row["conversation_id"] as number) ?? 0,
      last_seq: row["next_seq"],
    };
  });
};

/** Counted one by one: each is a short stretch of the index of its own messages. */
async function unreadOf(db: Kysely<Tables>, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom("conversations")
    .select((eb) => [
      "conversation_id",
      eb
        .selectFrom("conversation_events")
        .select((count) => count.fn.countAll<number>().as("unread"))
        .whereRef("conversation_events.conversation_id", "=", "conversations.conversation_id")
        .whereRef("conversation_events.seq", ">", "conversations.agent_read_seq")
        .where("conversation_events.sender_kind", "=", "visitor")
        .where("conversation_events.type", "=", "message")
        .$asScalar()
        .$notNull()
        .as("unread"),
    ])
    .where("conversation_id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ conversation_id, unread }) => [conversation_id, unread]));
}

/** Only read by the kit: conversations are written by what visitors and agents do in them. */
export const conversation = defineEntity({
  name: "conversation",
  table: "conversations",
  id: "conversation_id",
  path: "/conversations",
  permission: { read: "conversations:read", write: "conversations:write", delete: "conversations:write" },
  record: conversationRow,
  sort: ["last_message_at", "created_at", "updated_at", "conversation_id", "waiting_since", "status", "assigned_to"],
  filters: {
    status: choice(statuses, { all: true }),
    assigned_to: reference("The employee who takes care of it."),
    lead_id: reference("The lead it belongs to."),
    contact_id: reference("The contact it belongs to."),
    wants_person: flag("Only those whose visitor asked for a person and has none yet, or only the others."),
  },
  searched: "the visitor's name and email and the start of the last message",
  search: (record) => documentOf(record as ConversationRow, record["contact"]),
  fill,
  events: {},
});

/** One conversation as the inbox shows it, with its version; undefined when there is none. */
export async function readRow(
  db: Kysely<Tables>,
  conversationId: number,
): Promise<{ readonly row: ConversationRow; readonly version: number } | undefined> {
  const row = await db
    .selectFrom("conversations")
    .selectAll()
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { record, version } = await toFound({ db }, conversation, row);
  return { row: record as ConversationRow, version };
}
