import type { Kysely } from "kysely";
import { z } from "zod";
import type { Context } from "../kit/operation.ts";
import { leadRecord } from "../resources/lead-record.ts";
import type { Tables } from "../store/tables.ts";
import { attribution, trailPage } from "./attribution.schema.ts";
import { recentPages } from "./attribution.ts";
import { findContact } from "./contact-details.ts";
import { type Conversation, type ConversationStatus, findConversation, noConversation } from "./conversation.ts";
import { conversationRow, readRow } from "./conversation-list.ts";
import { findLead } from "./leads/lead-match.ts";
import { attributes } from "./visitors/attributes.ts";
import { happening, readHappenings } from "./visitors/happenings.ts";
import { sessionsOf } from "./visitors/same-visitor.ts";

const leadSummary = leadRecord.pick({
  lead_id: true,
  first_name: true,
  last_name: true,
  email: true,
  phone: true,
  company_name: true,
  status: true,
  score: true,
  score_breakdown: true,
  assigned_to: true,
});

/** A conversation with its visitor and lead, for the panel beside the thread. */
export const conversationDetail = conversationRow.extend({
  visitor: z
    .object({
      visitor_id: z.string().describe("A label of the browser, `v_…`. It grants nothing."),
      external_id: z
        .string()
        .nullable()
        .describe("The site's own id of the visitor, as it proved it; null while trust is claimed."),
      locale: z.string().nullable().describe("The browser's language, BCP 47; null when it told none."),
      user_agent: z.string().nullable().describe("What the browser calls itself; null when it told nothing."),
      trail: z.array(trailPage).describe("The pages seen, the oldest first; at most 50 of the last 30 days."),
      happenings: z
        .array(happening)
        .describe("What pages saw the visitor do, the oldest first; at most 50 of the last 30 days."),
      attributes: attributes.describe("What the page said of the visitor, by name; not proved, whatever trust is."),
      attribution: attribution.describe("Where the visitor came from: the first page known, and the last."),
      found: z
        .object({
          email: z.string().nullable().describe("The latest email mentioned; null for none."),
          phone: z.string().nullable().describe("The latest phone number mentioned; null for none."),
        })
        .describe("An email and phone that the visitor's latest messages mention; a suggestion until confirmed."),
    })
    .describe("Whose conversation it is, as far as the browser told."),
  earlier: z
    .array(
      conversationRow.pick({
        conversation_id: true,
        status: true,
        last_message: true,
        last_message_at: true,
        created_at: true,
      }),
    )
    .describe("Other conversations of the same browser or proved person, the newest first, at most 10."),
  lead: leadSummary.nullable().describe("The lead it belongs to; null without one, and without leads:read."),
});

export type ConversationDetail = z.infer<typeof conversationDetail>;

const shownEarlier = 10;
/** Messages looked through for an email or a phone. */
const searchedMessages = 50;

/** With its version. Throws NOT_FOUND. The lead is left out for callers who may not read leads. */
export async function readDetail(
  { db, now }: Pick<Context, "db" | "now">,
  conversationId: number,
  { country, withLead }: { readonly country: string; readonly withLead: boolean },
): Promise<{ readonly detail: ConversationDetail; readonly version: number }> {
  const conversation = await findConversation(db, conversationId);
  const { row, version } = (await readRow(db, conversationId)) ?? noConversation();
  const session = await db
    .selectFrom("widget_sessions")
    .leftJoin("visitor_identities", "visitor_identities.identity_id", "widget_sessions.identity_id")
    .select(["visitor_id", "external_id", "locale", "user_agent", "trail", "attributes", "attribution"])
    .where("widget_session_id", "=", conversation.widget_session_id)
    .executeTakeFirstOrThrow();
  const detail = {
    ...row,
    visitor: {
      visitor_id: session.visitor_id,
      external_id: session.external_id,
      locale: session.locale,
      user_agent: session.user_agent,
      trail: [...recentPages(JSON.parse(session.trail), now)],
      happenings: await readHappenings(db, conversation.widget_session_id, now),
      attributes: JSON.parse(session.attributes),
      attribution: JSON.parse(session.attribution),
      found: await mentioned(db, conversation, country),
    },
    earlier: await readEarlier(db, conversation),
    lead: withLead && conversation.lead_id !== null ? await readLead(db, conversation.lead_id) : null,
  };
  return { detail, version };
}

async function readEarlier(
  db: Kysely<Tables>,
  { conversation_id, widget_session_id }: Conversation,
): Promise<ConversationDetail["earlier"]> {
  return await db
    .selectFrom("conversations")
    .select(["conversation_id", "status", "last_message", "last_message_at", "created_at"])
    .where("widget_session_id", "in", sessionsOf(db, widget_session_id))
    .where("conversation_id", "!=", conversation_id)
    .orderBy("conversation_id", "desc")
    .limit(shownEarlier)
    .$narrowType<{ status: ConversationStatus }>()
    .execute();
}

/** The latest email and phone number that the visitor's messages mention. */
export async function mentioned(
  db: Kysely<Tables>,
  { conversation_id }: Pick<Conversation, "conversation_id">,
  country: string,
): Promise<{ readonly email: string | null; readonly phone: string | null }> {
  const rows = await db
    .selectFrom("conversation_events")
    .select("body")
    .where("conversation_id", "=", conversation_id)
    .where("sender_kind", "=", "visitor")
    .where("type", "=", "message")
    .orderBy("seq", "desc")
    .limit(searchedMessages)
    .execute();
  const found = rows.map(({ body }) => findContact(body ?? "", country));
  return {
    email: found.find(({ email }) => email !== undefined)?.email ?? null,
    phone: found.find(({ phone }) => phone !== undefined)?.phone ?? null,
  };
}

async function readLead(db: Kysely<Tables>, leadId: number): Promise<ConversationDetail["lead"]> {
  const record = (await findLead(db, leadId))?.record;
  if (record === undefined) return null;
  return {
    lead_id: record["lead_id"],
    first_name: record["first_name"],
    last_name: record["last_name"],
    email: record["email"],
    phone: record["phone"],
    company_name: record["company_name"],
    status: record["status"],
    score: record["score"],
    score_breakdown: record["score_breakdown"],
    assigned_to: record["assigned_to"],
  };
}
