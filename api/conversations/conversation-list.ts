import { type Kysely, type Selectable, type SqlBool, sql } from "kysely";
import { z } from "zod";
import { choice, reference } from "../kit/filters.ts";
import { pageQuery } from "../kit/list-query.ts";
import type { Context } from "../kit/operation.ts";
import { idParams } from "../kit/resource.ts";
import type { ConversationsTable, Tables } from "../store/tables.ts";
import type { ConversationStatus } from "./conversation.ts";
import type { Trust } from "./widget-schemas.ts";
import type { Claims } from "./widget-session.ts";

export const conversationParams = idParams;

const contact = z.object({
  email: z.string().nullable(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  company: z.string().nullable(),
});

/** A conversation as the inbox shows it. */
export const conversationRow = z.object({
  conversation_id: z.int(),
  status: z.enum(["open", "closed", "ended"]),
  visitor_name: z.string().nullable(),
  trust: z.enum(["claimed", "verified"]),
  contact: contact.describe("What the visitor said; not proved while trust is claimed."),
  lead_id: z.int().nullable(),
  assigned_to: z.int().nullable(),
  wants_person: z.boolean().describe("The visitor asked for a person and none has answered yet."),
  last_message: z.string().nullable(),
  last_message_by: z.enum(["visitor", "agent", "bot", "system"]).nullable(),
  last_message_at: z.string().nullable(),
  waiting_since: z.string().nullable().describe("Since when the visitor waits for a person."),
  unread: z.int().describe("The visitor's messages that no agent has read."),
  last_seq: z.int(),
  page_url: z.string().nullable(),
  rating: z.int().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});

export type ConversationRow = z.infer<typeof conversationRow>;

const status = choice(["open", "closed", "ended"], { all: true });
const assignedTo = reference("The employee who takes care of it.");

export const conversationQuery = z.strictObject({
  ...pageQuery,
  status: (status.schema as z.ZodType<string, string>).optional(),
  assigned_to: (assignedTo.schema as z.ZodType<string, string | number>).optional(),
  search: z
    .string()
    .max(200)
    .optional()
    .describe("Matches visitor name, email and last message: every word as a prefix."),
});

type Query = z.output<typeof conversationQuery>;
type Joined = Selectable<ConversationsTable> & {
  readonly trust: string;
  readonly claims: string;
  readonly unread: number;
};

/** A page of the inbox, the latest activity first, and how many there are in all. */
export async function listConversations(
  context: Context,
  query: Query,
): Promise<{ rows: ConversationRow[]; total: number }> {
  const conditions = conditionsOf(context, query);
  const where = conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
  const counted = await context.db
    .selectFrom("conversations")
    .select((eb) => eb.fn.countAll().as("total"))
    .where(where)
    .executeTakeFirstOrThrow();
  const rows = await joined(context.db)
    .where(where)
    .orderBy("last_message_at", "desc")
    .orderBy("conversations.conversation_id", "desc")
    .limit(query.per_page)
    .offset((query.page - 1) * query.per_page)
    .execute();
  return { rows: rows.map(toRow), total: Number(counted.total) };
}

/** One conversation as the inbox shows it; undefined when there is none. */
export async function readRow(db: Kysely<Tables>, conversationId: number): Promise<ConversationRow | undefined> {
  const row = await joined(db).where("conversations.conversation_id", "=", conversationId).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

function joined(db: Kysely<Tables>) {
  return db
    .selectFrom("conversations")
    .innerJoin("widget_sessions", "widget_sessions.widget_session_id", "conversations.widget_session_id")
    .selectAll("conversations")
    .select(["widget_sessions.trust", "widget_sessions.claims"])
    .select((eb) =>
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
    );
}

function conditionsOf({ space }: Context, query: Query) {
  const ids = query.search === undefined ? null : space.search.ids("conversation", query.search);
  return [
    query.status === undefined ? null : status.where(sql.ref("conversations.status"), query.status as never),
    query.assigned_to === undefined
      ? null
      : assignedTo.where(sql.ref("conversations.assigned_to"), query.assigned_to as never),
    ids === null ? null : sql<SqlBool>`conversations.conversation_id in ${ids}`,
  ].filter((condition) => condition !== null);
}

function toRow(row: Joined): ConversationRow {
  const claims: Claims = JSON.parse(row.claims);
  return {
    conversation_id: row.conversation_id,
    status: row.status as ConversationStatus,
    visitor_name: row.visitor_name,
    trust: row.trust as Trust,
    contact: {
      email: claims.email ?? null,
      name: claims.name ?? null,
      phone: claims.phone ?? null,
      company: claims.company ?? null,
    },
    lead_id: row.lead_id,
    assigned_to: row.assigned_to,
    wants_person: row.wants_person === 1,
    last_message: row.last_message,
    last_message_by: row.last_message_by as ConversationRow["last_message_by"],
    last_message_at: row.last_message_at,
    waiting_since: row.waiting_since,
    unread: Number(row.unread),
    last_seq: row.next_seq,
    page_url: row.page_url,
    rating: row.rating,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
