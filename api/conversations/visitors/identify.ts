import type { Context } from "../../kit/operation.ts";
import { type Conversation, changeConversation } from "../conversation.ts";
import { captureLead } from "../leads/lead-capture.ts";
import { latestConversation } from "../open-conversation.ts";
import { putSearchDocument } from "../search-document.ts";
import { type IdentityClaims, mergeClaims } from "./claims.ts";
import { heardClaims } from "./visitor-identity.ts";
import { changeSession, type WidgetSession } from "./widget-session.ts";

export interface Identification {
  readonly identity: IdentityClaims;
  /** The visitor submitted this or confirmed it: it counts even before any message (R3). */
  readonly confirm: boolean;
  /** The space's default country, for phone numbers. */
  readonly country: string;
}

/**
 * Notes what is said about a visitor. During a conversation, or when the visitor confirmed it, an email or phone makes
 * or fills the lead at once; otherwise it waits for the first message. `session` must be claimed in this transaction.
 */
export async function identify(
  context: Context,
  session: WidgetSession,
  identification: Identification,
): Promise<WidgetSession> {
  // A blocked visitor says nothing more to the team, in a form neither.
  if (session.blocked_at !== null) return session;
  const { confirm, country } = identification;
  const identity = withoutToken(identification.identity);
  const claims = mergeClaims(session.claims, await heardClaims(context, session, identity));
  const identified = await changeSession(context, session, { claims, ...(confirm ? { used: 1 } : {}) });
  const conversation = await latestConversation(context, identified);
  if (conversation !== null) return await captureFrom(context, identified, conversation, identification);
  if (!confirm) return identified;
  const raw = { contact: identity, form: "prechat" };
  return (await captureLead(context, { session: identified, conversation, form: "prechat", raw, country })).session;
}

/** The same for a person who was proved, with the conversations that came along (R9): each gets its lead. */
export async function identifyProved(
  context: Context,
  { session, moved }: { readonly session: WidgetSession; readonly moved: readonly Conversation[] },
  identification: Identification,
): Promise<WidgetSession> {
  let identified = await identify(context, session, identification);
  for (const conversation of moved) {
    if (conversation.conversation_id === identified.conversation_id) continue;
    identified = await captureFrom(context, identified, conversation, identification);
  }
  return identified;
}

/** Shows who a conversation is with, and makes or fills the lead that it belongs to. */
async function captureFrom(
  context: Context,
  session: WidgetSession,
  conversation: Conversation,
  { identity, country }: Identification,
): Promise<WidgetSession> {
  const { claims } = session;
  const named =
    claims.name !== undefined && claims.name !== conversation.visitor_name
      ? await changeConversation(context, conversation.conversation_id, { visitor_name: claims.name })
      : conversation;
  const raw = { contact: withoutToken(identity), form: "chat" };
  const captured = await captureLead(context, { session, conversation: named, form: "chat", raw, country });
  await putSearchDocument(context, captured.conversation ?? named, claims);
  return captured.session;
}

/** A token is a credential for as long as it lasts: it is kept nowhere. */
const withoutToken = ({ token: _, ...said }: IdentityClaims): IdentityClaims => said;
