import { withoutIfMatch } from "../../kit/if-match.ts";
import type { Context } from "../../kit/operation.ts";
import type { Found } from "../../kit/records.ts";
import type { Conversation } from "../conversation.ts";
import { readSetting } from "../settings.ts";
import { type Claims, changeSession, type WidgetSession } from "../visitors/widget-session.ts";
import { companyOf } from "./lead-company.ts";
import { fillContact, lockContact } from "./lead-contact.ts";
import { allClaims, saidBy } from "./lead-fields.ts";
import { isAnothers, readIdentity } from "./lead-identity.ts";
import { linkContact, linkLead } from "./lead-link.ts";
import { findClosedLead, findLead, holdPerson, lockLead, oneAtATime, type Who } from "./lead-match.ts";
import { type Before, fillLead, joinLead, makeLead, type Telling } from "./lead-write.ts";

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
  /** Make the lead without an email or a possible phone too: the site chose `lead_on: "first_message"`. */
  readonly anyway?: boolean;
}

/** What capturing may tell the log. */
export const captureEvents = [
  "lead.created",
  "lead.updated",
  "lead.assigned",
  "contact.updated",
  "conversation.lead_linked",
  "conversation.contact_linked",
  "activity.created",
  "activity.completed",
] as const;

export type Captured = Pick<Capture, "session" | "conversation">;

/**
 * Makes, finds or fills the lead that a visitor's details speak of, and links the conversation to it, or to the contact
 * that the visitor is, in the transaction of the message or form (R3, R5 to R8, R15, R17, R18). Without an email or a
 * possible phone, of somebody unknown, nothing happens. Never throws for what a visitor said.
 */
export async function captureLead(calling: Context, capture: Capture): Promise<Captured> {
  // If-Match speaks of what the caller asked to change, not of a lead that follows from it.
  const context = withoutIfMatch(calling);
  const { conversation } = capture;
  const telling = await tellingOf(context, capture);
  await oneAtATime(context, telling.said.fields);
  if (conversation !== null && (conversation.lead_id !== null || conversation.contact_id !== null)) {
    await fillLinked(context, telling, conversation);
    return capture;
  }
  const known = await holdPerson(context, whoIn(telling), ["lead", "contact"]);
  if (known?.kind === "lead") {
    return await linkToLead(context, capture, await joinLead(context, telling, known.found));
  }
  const mayMake = capture.anyway === true || isReachable(telling);
  if (known !== null && !(mayMake && (await wantsNewLead(context)))) {
    return await linkToContact(context, capture, telling, known.found);
  }
  if (!mayMake) return capture;
  const before = await beforeNewLead(context, telling, known?.found ?? null);
  return await linkToLead(context, capture, await makeLead(context, telling, before));
}

/** What a session's visitor told, with what the site proved of him and what an agent gave. */
export async function tellingOf(
  context: Context,
  { session, conversation, form, raw, country }: Capture,
  given: Claims = {},
): Promise<Telling> {
  const identity = await readIdentity(context, session);
  const sources = { claimed: session.claims, verified: identity?.claims ?? {}, given };
  const { company, email } = allClaims(sources);
  const suggested = company === undefined ? await companyOf(context, email) : null;
  const said = saidBy(sources, country, suggested);
  return { session, conversation, form, identity, said, ...(raw === undefined ? {} : { raw }) };
}

/** Whom the details speak of. */
export const whoIn = ({ session, identity, said }: Telling): Who => ({
  identity,
  ownLeadId: session.lead_id,
  email: said.fields.email,
  phone_e164: said.fields.phone_e164,
});

const isReachable = ({ said: { fields } }: Telling) => fields.email !== null || fields.phone_e164 !== null;

const wantsNewLead = async ({ db }: Context) => (await readSetting(db, "returning_contact")) === "new_lead";

/** What a new lead goes back to: the lead that a contact was made from, or one that is closed by now (R6). */
export async function beforeNewLead({ db }: Context, telling: Telling, contact: Found | null): Promise<Before> {
  const madeFrom: number | null = contact?.record["lead_id"] ?? null;
  const standing = madeFrom === null ? null : await findLead(db, madeFrom);
  const previousLeadId = standing === null ? await findClosedLead(db, whoIn(telling)) : madeFrom;
  return { previousLeadId, isKnown: contact !== null || previousLeadId !== null };
}

async function linkToLead(context: Context, { session, conversation }: Capture, { record }: Found): Promise<Captured> {
  const lead_id: number = record["lead_id"];
  return {
    session: await changeSession(context, session, { lead_id, used: 1 }),
    conversation: conversation === null ? null : await linkLead(context, conversation, lead_id),
  };
}

async function linkToContact(
  context: Context,
  { session, conversation }: Capture,
  telling: Telling,
  found: Found,
): Promise<Captured> {
  const contact = await fillContact(context, found, telling);
  return {
    session: await changeSession(context, session, { used: 1 }),
    conversation: conversation === null ? null : await linkContact(context, conversation, contact),
  };
}

/**
 * What is said later goes to whom the conversation belongs to already, as long as that is not another person of the same
 * site. One conversation links to one lead, even when that is gone by now; a converted one lives on as its contact.
 */
export async function fillLinked(
  context: Context,
  telling: Telling,
  { lead_id, contact_id }: Conversation,
): Promise<void> {
  const lead = lead_id === null ? null : await lockLead(context, lead_id);
  if (lead !== null && (contact_id === null || lead.record["status"] !== "converted")) {
    await fillLinkedLead(context, telling, lead);
  } else if (contact_id !== null) await fillLinkedContact(context, telling, contact_id);
}

async function fillLinkedLead(context: Context, telling: Telling, lead: Found): Promise<void> {
  if (await isAnothers(context, telling.identity, "lead_id", lead.record["lead_id"])) return;
  await fillLead(context, telling, lead);
}

async function fillLinkedContact(context: Context, telling: Telling, contact_id: number): Promise<void> {
  const found = await lockContact(context, contact_id);
  if (found === null || (await isAnothers(context, telling.identity, "contact_id", contact_id))) return;
  await fillContact(context, found, telling);
}
