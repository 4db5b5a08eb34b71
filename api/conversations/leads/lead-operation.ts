import { z } from "zod";
import { invalid } from "../../errors.ts";
import { requireVersion, withoutIfMatch } from "../../kit/if-match.ts";
import { operation, reply } from "../../kit/operation.ts";
import { email, line } from "../../resources/fields.ts";
import { noConversation } from "../conversation.ts";
import { conversationParams, conversationRow, readRow } from "../conversation-list.ts";
import { readSettings } from "../settings.ts";
import { toClaims } from "../visitors/claims.ts";
import type { Claims } from "../visitors/widget-session.ts";
import { lockPlace, makeLeadByAgent, moveToLead } from "./lead-by-agent.ts";
import { captureEvents } from "./lead-capture.ts";

const body = z
  .strictObject({
    lead_id: z.int().positive().max(Number.MAX_SAFE_INTEGER).describe("The lead it shall belong to."),
    email: email.describe("The visitor's email, as you confirm it."),
    phone: line(64).describe("The visitor's phone, as you confirm it."),
    name: line(200).describe("The visitor's whole name."),
    company: line(200).describe("Where the visitor works."),
  })
  .partial();

/** The agent's "Create lead", and the agent's word for what a message mentions (R3). */
export const leadOperation = operation(
  "POST /conversations/{id}/lead",
  {
    summary: "Make a lead of a conversation, or link it to one",
    description:
      "With `lead_id` the conversation becomes that lead's, whichever it was before; of a converted lead it becomes the contact's as well. Without it, a lead is made of what the visitor said and of the details you name; an open lead with the same email or phone is linked rather than doubled. When you name nothing, an email or phone that the visitor's messages mention is taken: calling confirms it. A conversation that has a lead keeps it, and what that lacks is filled in.",
    permission: ["leads:write", "conversations:write"],
    params: conversationParams,
    body,
    returns: conversationRow,
    status: 201,
    alsoAnswers: { 200: "The conversation, linked to a lead that was there before." },
    errors: {
      NOT_FOUND: "There is no conversation with this id.",
      PRECONDITION_FAILED: "If-Match names another version than the conversation's.",
    },
    events: captureEvents,
    example: { email: "jane@company.com", name: "Jane Smith" },
    prepare: ({ space }) => readSettings(space),
  },
  async (calling, { params, body: { lead_id, ...details }, prepared: { country } }) => {
    // If-Match speaks of the conversation, not of the lead or the contact that follows from it.
    const context = withoutIfMatch(calling);
    const named = namedIn(details);
    if (lead_id !== undefined && Object.keys(named).length > 0) {
      throw invalid("lead_id", "Name a lead, or the details of one to be found or made, not both.");
    }
    const place = await lockPlace(context, params.id, country);
    requireVersion(calling, place.conversation);
    const made =
      lead_id === undefined
        ? await makeLeadByAgent(context, place, named)
        : await moveToLead(context, place, lead_id).then(() => null);
    const { row, version } = (await readRow(context.db, params.id)) ?? noConversation();
    if (made === null) return reply(row, { version, status: 200 });
    const { basePath } = context.api.config;
    return reply(row, { version, headers: { Location: `${basePath}/leads/${made.record["lead_id"]}` } });
  },
);

/** The details that hold something, cleaned as a visitor's are. */
function namedIn(details: Omit<z.output<typeof body>, "lead_id">): Claims {
  const told = Object.entries(details).filter(([, value]) => typeof value === "string");
  return toClaims(Object.fromEntries(told));
}
