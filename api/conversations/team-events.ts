import { z } from "zod";
import { operation } from "../kit/operation.ts";
import { findConversation } from "./conversation.ts";
import { conversationParams } from "./conversation-list.ts";

/** What only the team sees of a conversation's life: it takes no `seq`, so that the messages do not tell it. */
const teamEvents = [
  "conversation.assigned",
  "conversation.lead_linked",
  "conversation.contact_linked",
  "conversation.blocked",
  "conversation.unblocked",
] as const;

/** More would be somebody's script; the newest tell where things stand. */
const mostShown = 200;

/** What happened to a conversation beside what its two sides see. */
export const teamEventsOperation = operation(
  "GET /conversations/{id}/events",
  {
    summary: "Read what the team did with a conversation",
    description: `Who got it, which lead or contact it belongs to, and whether its visitor was blocked: the latest ${mostShown}, the oldest first, as GET /events tells them. What both sides see, such as its closing, stands among its messages.`,
    permission: "conversations:read",
    params: conversationParams,
    returns: z.object({
      events: z
        .array(
          z.object({
            event_id: z.int().describe("The event's id."),
            event: z.enum(teamEvents).describe("What happened."),
            timestamp: z.string().describe("When, UTC ISO 8601."),
            data: z.record(z.string(), z.json()).describe("What the event says: see the event types."),
          }),
        )
        .describe("The oldest first."),
    }),
    errors: { NOT_FOUND: "There is no conversation with this id." },
  },
  async ({ db }, { params }) => {
    await findConversation(db, params.id);
    const rows = await db
      .selectFrom("events")
      .select(["event_id", "event", "timestamp", "data"])
      .where("conversation_id", "=", params.id)
      // Said as the index says it, so that it is read by it.
      .where("event", "not in", ["conversation.message", "conversation.started"])
      .where("event", "in", teamEvents)
      .orderBy("event_id", "desc")
      .limit(mostShown)
      .execute();
    const events = rows.reverse().map(({ event, data, ...row }) => ({
      ...row,
      event: event as (typeof teamEvents)[number],
      data: JSON.parse(data) as Record<string, z.core.util.JSONType>,
    }));
    return { events };
  },
);
