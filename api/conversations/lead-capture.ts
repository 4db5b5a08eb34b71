import { withoutIfMatch } from "../kit/if-match.ts";
import type { Context } from "../kit/operation.ts";
import { type Found, findStored, holdFound } from "../kit/records.ts";
import { changeLead, createLead, lead as leadEntity } from "../resources/lead-record.ts";
import { type Conversation, changeConversation } from "./conversation.ts";
import { type ClaimedFields, claimedFields, fillable, pageFacts } from "./lead-fields.ts";
import { findLead, matchLead, oneAtATime, stillFits } from "./lead-match.ts";
import type { ScoreFacts } from "./score.ts";
import { changeSession, type WidgetSession } from "./widget-session.ts";

/** What brought the visitor's details (a lead's `form_type`). */
export type LeadForm = "chat" | "prechat" | "offline";

export interface Capture {
  readonly session: WidgetSession;
  /** Null when a form was sent before any conversation. */
  readonly conversation: Conversation | null;
  readonly form: LeadForm;
  /** What the form held, kept on a new lead as it came. */
  readonly raw?: Readonly<Record<string, unknown>>;
  /** The space's default country, for phone numbers. */
  readonly country: string;
}

export type Captured = Pick<Capture, "session" | "conversation">;

/**
 * Makes, finds or fills the lead that a visitor's claims speak of, and links the conversation to it, in the
 * transaction of the message or form (R3, R5 to R8, R15, R17, R18). Without an email or a possible phone nothing
 * happens. Never throws for what a visitor said.
 */
export async function captureLead(calling: Context, capture: Capture): Promise<Captured> {
  // If-Match speaks of what the caller asked to change, not of a lead that follows from it.
  const context = withoutIfMatch(calling);
  const { session, conversation } = capture;
  const claimed = claimedFields(session.claims, capture.country);
  await oneAtATime(context, claimed);
  if (conversation !== null && conversation.lead_id !== null) {
    // One conversation links to one lead, even when that lead is gone by now.
    const linked = await lockLead(context, conversation.lead_id);
    if (linked !== null) await fill(context, capture, linked, claimed);
    return capture;
  }
  const lead = await leadFor(context, capture, claimed);
  if (lead === null) return capture;
  const lead_id: number = lead.record["lead_id"];
  return {
    session: await changeSession(context, session, { lead_id, used: 1 }),
    conversation: conversation === null ? null : await link(context, conversation, lead_id),
  };
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

/** The lead with this id, locked, or null when it is deleted. */
async function lockLead(context: Context, leadId: number): Promise<Found | null> {
  const found = await findStored(context, leadEntity, leadId, true);
  return found === undefined || found.row["deleted_at"] !== null ? null : found;
}

async function leadFor(context: Context, capture: Capture, claimed: ClaimedFields): Promise<Found | null> {
  const open = await holdFound(
    () => findOpen(context, capture.session, claimed),
    (id) => findStored(context, leadEntity, id, true),
  );
  if (open !== undefined) return await attach(context, capture, open, claimed);
  if (claimed.email === null && claimed.phone_e164 === null) return null;
  const previous = await matchLead(context.db, claimed);
  return await create(context, capture, claimed, previous?.lead ?? null);
}

/** The id of the open lead that takes the conversation: the session's own while it fits, else one with these details. */
async function findOpen({ db }: Context, session: WidgetSession, claimed: ClaimedFields): Promise<number | undefined> {
  const own = session.lead_id === null ? null : await findLead(db, session.lead_id);
  if (own !== null && stillFits(own, claimed)) return own.record["lead_id"];
  const matched = await matchLead(db, claimed);
  return matched?.open ? matched.lead.record["lead_id"] : undefined;
}

async function create(
  context: Context,
  capture: Capture,
  claimed: ClaimedFields,
  previous: Found | null,
): Promise<Found> {
  const { session, conversation, form, raw } = capture;
  const values = {
    ...claimed,
    source: "chat_widget",
    form_type: form,
    assigned_to: conversation?.assigned_to ?? null,
    attribution: session.attribution,
    previous_lead_id: previous?.record["lead_id"] ?? null,
    raw_payload: raw ?? null,
  };
  return await createLead(context, values, await deedsOf(context, capture, previous));
}

async function attach(context: Context, capture: Capture, lead: Found, claimed: ClaimedFields): Promise<Found> {
  const { session, conversation } = capture;
  const owner = lead.record["assigned_to"] ?? conversation?.assigned_to ?? null;
  return await fill(context, capture, lead, claimed, {
    attribution: { ...session.attribution, ...lead.record["attribution"], ...lastTouch(session) },
    assigned_to: owner,
  });
}

const lastTouch = ({ attribution: { last } }: WidgetSession) => (last === undefined ? {} : { last });

async function fill(
  context: Context,
  capture: Capture,
  lead: Found,
  claimed: ClaimedFields,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Found> {
  const filled = fillable(lead, await withoutTakenEmail(context, lead, claimed));
  return await changeLead(context, lead, { ...filled, ...more }, await deedsOf(context, capture, lead));
}

/** An email that another open lead holds stays there: two open leads never share one. */
async function withoutTakenEmail(context: Context, { record }: Found, claimed: ClaimedFields): Promise<ClaimedFields> {
  if (record["email"] !== null || claimed.email === null) return claimed;
  const holder = await matchLead(context.db, { email: claimed.email, phone_e164: null });
  const taken = holder?.open === true && holder.lead.record["lead_id"] !== record["lead_id"];
  return taken ? { ...claimed, email: null } : claimed;
}

async function link(context: Context, { conversation_id }: Conversation, lead_id: number): Promise<Conversation> {
  const linked = await changeConversation(context, conversation_id, { lead_id });
  await context.emit("conversation.lead_linked", { conversation_id, lead_id }, conversation_id);
  return linked;
}

/** What the visitor did, as the score sees it (R15). */
async function deedsOf(
  context: Context,
  { session, conversation, form }: Capture,
  lead: Found | null,
): Promise<Partial<ScoreFacts>> {
  return {
    ...pageFacts(session),
    returning: await hasOtherConversation(context, session, conversation, lead?.record["lead_id"] ?? null),
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
