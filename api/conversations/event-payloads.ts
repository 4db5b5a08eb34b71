import { z } from "zod";
import { conversationEvent } from "./conversation.schema.ts";
import { conversationRow } from "./conversation-list.ts";

const { conversation_id, lead_id, assigned_to, page_url, visitor_name, wants_person } = conversationRow.shape;
const { client_id: _, ...message } = conversationEvent.shape;
const by = z.int().nullable().describe("The employee who did it; null for a key, and for what happens by itself.");
const status = conversationRow.shape.status.describe("How the conversation stands just after the event.");

/** What the events of conversations say. */
export const conversationPayloads = {
  started: z.object({
    conversation_id,
    visitor_id: z.string().describe("A label of the visitor's browser, `v_…`. It grants nothing."),
    visitor_name,
    page_url,
    created_at: conversationRow.shape.created_at,
  }),
  message: z.object({
    ...message,
    type: z.literal("message").describe("What was said; all else in a conversation has events of its own."),
    body: z.string().describe("The text."),
    ...{ status, lead_id, assigned_to, wants_person },
  }),
  ended: z.object({
    conversation_id,
    status: z.enum(["closed", "ended"]).describe("`ended` by the visitor, for good; `closed` by an agent or by time."),
    lead_id,
    ended_at: z.string().describe("When it ended, UTC ISO 8601."),
    rating: conversationRow.shape.rating,
  }),
  reopened: z.object({
    conversation_id,
    status: z.literal("open").describe("It is open again."),
    ...{ lead_id, assigned_to },
  }),
  assigned: z.object({
    conversation_id,
    assigned_to,
    previous: z.int().nullable().describe("The employee who had it before; null for nobody."),
    by,
  }),
  leadLinked: z.object({ conversation_id, lead_id: z.int().describe("The lead it belongs to from now on.") }),
  contactLinked: z.object({
    conversation_id,
    contact_id: z.int().describe("The contact whose conversation it is."),
    assigned_to: z.int().nullable().describe("The employee who looks after the contact; null for nobody."),
  }),
  blocked: z.object({
    conversation_id,
    reason: z.string().nullable().describe("Why, as the agent said it; null without a reason."),
    by,
  }),
  unblocked: z.object({ conversation_id, by }),
};
