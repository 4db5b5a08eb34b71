import type { Kysely } from "kysely";
import { z } from "zod";
import { leadRecord } from "../../resources/lead-record.ts";
import type { Tables } from "../../store/tables.ts";
import type { Attribution, TrailPage } from "../attribution.schema.ts";
import type { ConversationStatus } from "../conversation.ts";
import { conversationRow } from "../conversation-list.ts";
import type { LiveVisit } from "./live-visitors.ts";
import type { Claims } from "./widget-session.ts";

/** A visitor who is there, as far as is known. */
export const liveVisitor = z.object({
  widget_session_id: z.int().positive().describe("What the visitor's session is called here; no credential."),
  visitor_name: z.string().nullable().describe("The name the visitor gave; null when unknown."),
  trust: conversationRow.shape.trust,
  page_url: z.string().nullable().describe("The page looked at now; null when unknown."),
  page_title: z.string().nullable().describe("That page's title; null when unknown."),
  since: z.string().describe("When this visit began, UTC ISO 8601."),
  referrer: z.string().nullable().describe("Where the visitor first came from; null when it was told by nothing."),
  locale: z.string().nullable().describe("The browser's language, BCP 47; null when it told none."),
  user_agent: z.string().nullable().describe("What the browser calls itself; null when it told nothing."),
  conversation_id: z.int().nullable().describe("The visitor's latest conversation; null without one."),
  conversation_status: conversationRow.shape.status.nullable().describe("How that one stands; null without one."),
  blocked: conversationRow.shape.blocked,
  lead: leadRecord
    .pick({ lead_id: true, first_name: true, last_name: true, email: true, company_name: true })
    .nullable()
    .describe("The visitor's lead; null without one, and without leads:read."),
});

type LiveVisitor = z.infer<typeof liveVisitor>;

/** What is known of visitors who are there, in their order. One whose session has ended meanwhile is left out. */
export async function describeVisitors(
  db: Kysely<Tables>,
  visits: readonly LiveVisit[],
  withLeads: boolean,
): Promise<LiveVisitor[]> {
  if (visits.length === 0) return [];
  const sessions = await readSessions(
    db,
    visits.map(({ widget_session_id }) => widget_session_id),
  );
  const leads = withLeads ? await readLeads(db, [...sessions.values()]) : new Map<number, LiveVisitor["lead"]>();
  return visits.flatMap((visit) => {
    const session = sessions.get(visit.widget_session_id);
    if (session === undefined) return [];
    const trail = JSON.parse(session.trail) as readonly TrailPage[];
    const { first } = JSON.parse(session.attribution) as Attribution;
    const page = visit.page_url === null ? trail.at(-1) : visit;
    return {
      widget_session_id: visit.widget_session_id,
      visitor_name: (JSON.parse(session.claims) as Claims).name ?? null,
      trust: session.trust as LiveVisitor["trust"],
      page_url: page?.page_url ?? null,
      page_title: page?.page_title ?? null,
      since: visit.since,
      referrer: first?.referrer ?? null,
      locale: session.locale,
      user_agent: session.user_agent,
      conversation_id: session.conversation_id,
      conversation_status: session.status as ConversationStatus | null,
      blocked: session.blocked_at !== null,
      lead: leads.get(session.lead_id ?? 0) ?? null,
    };
  });
}

type Session = Awaited<ReturnType<typeof readSessions>> extends ReadonlyMap<number, infer One> ? One : never;

async function readSessions(db: Kysely<Tables>, ids: readonly number[]) {
  const rows = await db
    .selectFrom("widget_sessions as session")
    .leftJoin("conversations", "conversations.conversation_id", "session.conversation_id")
    .select(["session.widget_session_id", "session.trust", "claims", "attribution", "trail", "locale", "user_agent"])
    .select(["session.conversation_id", "blocked_at", "conversations.status"])
    .select(({ fn }) => fn.coalesce("conversations.lead_id", "session.lead_id").as("lead_id"))
    .where("session.widget_session_id", "in", [...ids])
    .where("moved_to", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.widget_session_id, row]));
}

async function readLeads(
  db: Kysely<Tables>,
  sessions: readonly Pick<Session, "lead_id">[],
): Promise<ReadonlyMap<number, LiveVisitor["lead"]>> {
  const ids = sessions.map(({ lead_id }) => lead_id).filter((id) => id !== null);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("leads")
    .select(["lead_id", "first_name", "last_name", "email", "company_name"])
    .where("lead_id", "in", ids)
    .where("deleted_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.lead_id, row]));
}
