import type { Context } from "../kit/operation.ts";
import { type IdentityClaims, mergeClaims, toClaims } from "./claims.ts";
import { changeConversation } from "./conversation.ts";
import { captureLead } from "./lead-capture.ts";
import { latestConversation } from "./open-conversation.ts";
import { putSearchDocument } from "./search-document.ts";
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
  { identity, confirm, country }: Identification,
): Promise<WidgetSession> {
  const claims = mergeClaims(session.claims, toClaims(identity));
  const identified = await changeSession(context, session, { claims, ...(confirm ? { used: 1 } : {}) });
  const conversation = await latestConversation(context, identified);
  if (conversation === null) {
    if (!confirm) return identified;
    const capture = {
      session: identified,
      conversation,
      form: "prechat" as const,
      raw: { contact: identity, form: "prechat" },
      country,
    };
    return (await captureLead(context, capture)).session;
  }
  const named =
    claims.name !== undefined && claims.name !== conversation.visitor_name
      ? await changeConversation(context, conversation.conversation_id, { visitor_name: claims.name })
      : conversation;
  const capture = {
    session: identified,
    conversation: named,
    form: "chat" as const,
    raw: { contact: identity, form: "chat" },
    country,
  };
  const captured = await captureLead(context, capture);
  await putSearchDocument(context, captured.conversation ?? named, claims);
  return captured.session;
}
