import type { Context } from "../../kit/operation.ts";
import type { Found } from "../../kit/records.ts";
import { type Conversation, changeConversation } from "../conversation.ts";
import { noteLinked } from "../conversation-activity.ts";

/** Makes a conversation a lead's (R17), and its contact's when it became one. Fires conversation.lead_linked. */
export async function linkLead(
  context: Context,
  { conversation_id }: Conversation,
  lead_id: number,
  contact: Partial<Pick<Conversation, "contact_id">> = {},
): Promise<Conversation> {
  const linked = await changeConversation(context, conversation_id, { lead_id, ...contact });
  await context.emit("conversation.lead_linked", { conversation_id, lead_id }, conversation_id);
  return await noteLinked(context, linked);
}

/** Makes a conversation a contact's (R6). Fires conversation.contact_linked, by which its owner hears of it. */
export async function linkContact(
  context: Context,
  { conversation_id }: Conversation,
  { record }: Found,
): Promise<Conversation> {
  const { contact_id, assigned_to } = record;
  const linked = await changeConversation(context, conversation_id, { contact_id });
  await context.emit("conversation.contact_linked", { conversation_id, contact_id, assigned_to }, conversation_id);
  return await noteLinked(context, linked);
}
