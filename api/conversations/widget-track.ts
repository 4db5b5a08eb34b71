import { z } from "zod";
import { operation } from "../kit/operation.ts";
import { addHappening, eventData, eventName } from "./visitors/happenings.ts";
import { claimSession } from "./visitors/widget-session.ts";
import { publicKey, sessionId, sessionIdOf, unknownSession } from "./widget-schemas.ts";

export const trackOperation = operation(
  "POST /widget/track",
  {
    summary: "Tell what the visitor did",
    description:
      "At most one a second and the newest 50 are kept for 30 days, each with the page the visitor was on. Agents see them beside the conversation, as they see the pages.",
    permission: "widget:access",
    charge: "poll",
    errors: unknownSession,
    body: z.strictObject({ session_id: sessionId, event: eventName, data: eventData.optional() }),
    returns: z.object({ stored: z.boolean().describe("false: it was passed over, less than a second after another.") }),
    example: { session_id: "ws_98765", event: "Added to cart", data: { product: "Router X1", quantity: 2 } },
  },
  async (context, { body: { session_id, event, data = {} } }) => {
    const session = await claimSession(context, publicKey(context), sessionIdOf(context, { session_id }));
    return { stored: await addHappening(context, session, { event, data }) };
  },
);
