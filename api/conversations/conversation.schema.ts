import { z } from "zod";

/** What both sides of a conversation see, in the order of its `seq`. */
export const eventTypes = ["message", "agent_joined", "closed", "reopened", "ended", "rated"] as const;
export const senderKinds = ["visitor", "agent", "bot", "system"] as const;

export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/)
  .describe(
    "The sender's own id of this message (8–64 of A–Z a–z 0–9 _ -). Sending it again never stores a second message.",
  );

export const messageText = z.string().trim().min(1).max(4000).describe("The text, 1–4,000 characters.");

export const conversationEvent = z.object({
  message_id: z.int().describe("The event's id, whatever its type."),
  conversation_id: z.int().describe("The conversation it stands in."),
  seq: z.int().describe("Position in the conversation: 1, 2, 3 … without gaps."),
  client_id: z.string().nullable().describe("The id its sender gave it; null for everybody else's events."),
  type: z.enum(eventTypes).describe("What happened. Only a `message`, and a rating, has a body."),
  sender: z
    .object({
      kind: z.enum(senderKinds).describe("Who: `bot` is the automatic reply."),
      id: z.int().nullable().describe("The employee_id of an agent; null for everybody else, keys too."),
      name: z.string().nullable().describe("What the other side sees; null where there is none."),
    })
    .describe("Who did it."),
  body: z
    .string()
    .nullable()
    .describe(
      "The text of a message. Of `rated`: the rating 1–5, then, on a line of its own, the comment if there is one.",
    ),
  suggested_actions: z
    .array(z.string())
    .optional()
    .describe("Texts the visitor may tap; each is sent back as a message."),
  created_at: z.string().describe("When it was stored, UTC ISO 8601."),
});

export type ConversationEvent = z.infer<typeof conversationEvent>;

/** A page of one conversation, ascending. `head` is its highest seq; `more` says whether to ask again after the last. */
export const conversationPage = z.object({
  conversation_id: z.int().nullable().describe("The conversation; null when there is none yet."),
  epoch: z.string().describe("Changes when the database was restored: then discard what you hold and load anew."),
  head: z.int().describe("The conversation's highest seq; 0 without a conversation."),
  status: z
    .enum(["open", "closed", "ended"])
    .nullable()
    .describe(
      "`closed` by an agent or after 7 days without a message, `ended` by the visitor; null without a conversation.",
    ),
  read: z
    .object({
      visitor: z.int().describe("The highest seq that the visitor has read; 0 for none."),
      agent: z.int().describe("The highest seq that the team has read; 0 for none."),
    })
    .describe("How far each side has read."),
  events: z.array(conversationEvent).describe("What was said and done, ascending by seq."),
  more: z.boolean().describe("true: ask again at once, after the last seq you got."),
});

export type ConversationPage = z.infer<typeof conversationPage>;

/** Claims about a visitor, typed by the visitor or given by the site: never proof of who it is. */
export const contactClaims = z
  .strictObject({
    email: z.string().trim().max(254).optional().describe("The visitor's email, up to 254 characters."),
    name: z.string().trim().max(200).optional().describe("The whole name, up to 200 characters."),
    phone: z.string().trim().max(64).optional().describe("As it was typed, up to 64 characters."),
    company: z.string().trim().max(200).optional().describe("Where the visitor works, up to 200 characters."),
  })
  .describe("What a form collected. Empty texts count as absent.");
