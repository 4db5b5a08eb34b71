import type { Context } from "../../kit/operation.ts";
import { changeLead } from "../../resources/lead-record.ts";
import type { Conversation } from "../conversation.ts";
import type { WidgetSession } from "../visitors/widget-session.ts";
import { pageFacts } from "./lead-fields.ts";
import { lockLead } from "./lead-match.ts";
import type { ScoreFacts } from "./score.ts";

/** What happened that a lead's score depends on. */
export interface Doing {
  readonly session: WidgetSession;
  readonly conversation: Conversation | null;
  readonly form: "chat" | "prechat" | "offline";
}

/** What the visitor did, as the score sees it (R15). `isKnown`: the person was a lead or contact before. */
export async function deedsOf(
  context: Context,
  { session, conversation, form }: Doing,
  { leadId, isKnown }: { readonly leadId: number | null; readonly isKnown: boolean },
): Promise<Partial<ScoreFacts>> {
  return {
    ...pageFacts(session),
    returning: isKnown || (await hasOtherConversation(context, session, conversation, leadId)),
    agent_replied: conversation !== null && conversation.first_reply_at !== null,
    offline_form: form === "offline",
  };
}

async function hasOtherConversation(
  { db }: Context,
  session: WidgetSession,
  conversation: Conversation | null,
  leadId: number | null,
): Promise<boolean> {
  const other = await db
    .selectFrom("conversations")
    .select("conversation_id")
    .where("conversation_id", "!=", conversation?.conversation_id ?? 0)
    .where((eb) =>
      eb.or([
        eb("widget_session_id", "=", session.widget_session_id),
        ...(leadId === null ? [] : [eb("lead_id", "=", leadId)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Tells a lead that a person answered in one of its conversations: 10 points, and an owner if it has none (R15, R16). */
export async function noteAgentReply(
  context: Context,
  conversation: Conversation,
  employeeId: number | null,
): Promise<void> {
  const lead = conversation.lead_id === null ? null : await lockLead(context, conversation.lead_id);
  if (lead === null) return;
  const takes = employeeId !== null && lead.record["assigned_to"] === null;
  await changeLead(context, lead, takes ? { assigned_to: employeeId } : {}, { agent_replied: true });
}
