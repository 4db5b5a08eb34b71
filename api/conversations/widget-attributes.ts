import { z } from "zod";
import { operation } from "../kit/operation.ts";
import { mergeAttributes, saidAttributes } from "./visitors/attributes.ts";
import { changeSession, claimSession } from "./visitors/widget-session.ts";
import { publicKey, sessionId, sessionIdOf, unknownSession } from "./widget-schemas.ts";

export const attributesOperation = operation(
  "POST /widget/attributes",
  {
    summary: "Say more about the visitor",
    description:
      "Newer attributes are laid over those known. Agents see them beside the conversation as what the page said, never as proved; no lead is made or changed by them. What a person is called and reached by belongs into POST /widget/identify.",
    permission: "widget:access",
    charge: "poll",
    errors: unknownSession,
    body: z.strictObject({ session_id: sessionId, attributes: saidAttributes }),
    returns: z.object({
      stored: z.boolean().describe("false: all of it was known."),
      count: z.int().describe("How many attributes are known of the visitor now, at most 20."),
    }),
    example: { session_id: "ws_98765", attributes: { plan: "business", seats: 12, trial: false } },
  },
  async (context, { body }) => {
    const session = await claimSession(context, publicKey(context), sessionIdOf(context, body));
    const attributes = mergeAttributes(session.attributes, body.attributes);
    await changeSession(context, session, { attributes });
    return { stored: attributes !== session.attributes, count: Object.keys(attributes).length };
  },
);
