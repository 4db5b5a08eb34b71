import type { Context } from "../kit/operation.ts";
import { append } from "./append.ts";
import { describeHours, openness } from "./business-hours.ts";
import { findContact } from "./contact-details.ts";
import type { ConversationEvent } from "./conversation.schema.ts";
import { type Conversation, changeConversation } from "./conversation.ts";
import { chooseReply, fillVariables } from "./reply-rules.ts";
import type { ConversationSettings } from "./settings.ts";

export interface AutomaticReply {
  readonly texts: readonly string[];
  readonly pageUrl: string | null;
  readonly settings: ConversationSettings;
  /** Whether an email or phone number of the visitor is known. */
  readonly contactKnown: boolean;
  /** As the visitor knows the company. */
  readonly companyName: string;
}

/** Answers for the team until a person has replied in the conversation; from then on null. */
export async function replyAutomatically(
  context: Context,
  conversation: Conversation,
  { texts, pageUrl, settings, contactKnown, companyName }: AutomaticReply,
): Promise<{ readonly conversation: Conversation; readonly event: ConversationEvent } | null> {
  if (conversation.first_reply_at !== null) return null;
  const { open } = openness(settings.business_hours, settings.timezone, context.now);
  const chosen = chooseReply(
    settings.reply_rules,
    texts.map((text) => ({
      text,
      page_url: pageUrl,
      open,
      contact_given: Object.keys(findContact(text, settings.country)).length > 0,
      contact_known: contactKnown,
    })),
  );
  const raised =
    chosen.wants_person && conversation.wants_person === 0
      ? await changeConversation(context, conversation.conversation_id, { wants_person: 1 })
      : conversation;
  return await append(context, raised, {
    type: "message",
    sender: { kind: "bot", id: null, name: companyName },
    body: fillVariables(chosen.reply, {
      company_name: companyName,
      agent_hours: describeHours(settings.business_hours, settings.timezone),
      service_status: describeServices(settings),
    }),
    suggestedActions: chosen.suggested_actions,
  });
}

/** The state of services in a sentence; it claims nothing that nobody entered. */
export function describeServices({ incident, services }: Pick<ConversationSettings, "incident" | "services">): string {
  const states = services.map(({ name, state }) => `${name}: ${state}`).join("; ");
  if (incident !== null)
    return states === "" ? `Current incident: ${incident}` : `Current incident: ${incident} (${states})`;
  if (states !== "") return `Current status. ${states}.`;
  return "We know of no incident right now. If something does not work for you, tell us what you see.";
}
