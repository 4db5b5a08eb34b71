import { z } from "zod";
import { requireVersion } from "../kit/if-match.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
import { staleErrors } from "../kit/resource.ts";
import { type Conversation, lockConversation, noConversation } from "./conversation.ts";
import { conversationParams, conversationRow, readRow } from "./conversation-list.ts";
import { assign, closeConversation, reopenConversation } from "./life.ts";
import { agentOf } from "./send-as-agent.ts";

const errors = { NOT_FOUND: "There is no conversation with this id.", ...staleErrors };

const assignOperation = operation(
  "POST /conversations/{id}/assign",
  {
    summary: "Assign a conversation",
    description:
      "Gives it to an employee, or to nobody. The lead's own `assigned_to` stays as it is. Assigning it to whom it is assigned already changes nothing and fires nothing.",
    permission: "conversations:write",
    params: conversationParams,
    body: z.strictObject({
      assigned_to: z.int().positive().nullable().describe("An employee_id, or null for nobody."),
    }),
    returns: conversationRow,
    errors,
    status: 200,
    events: ["conversation.assigned"],
    example: { assigned_to: 5 },
  },
  async (context, { params, body }) => {
    await assign(context, await lockSeen(context, params.id), body.assigned_to);
    return await answerRow(context, params.id);
  },
);

const closeOperation = operation(
  "POST /conversations/{id}/close",
  {
    summary: "Close a conversation",
    description:
      "The visitor's next message within 7 days reopens it. Closing what is over changes nothing. A conversation in which nobody wrote for 7 days closes by itself.",
    permission: "conversations:write",
    params: conversationParams,
    returns: conversationRow,
    exampleAnswer: { status: "closed", waiting_since: null, unread: 0 },
    errors,
    events: ["conversation.ended"],
  },
  async (context, { params }) => {
    await closeConversation(context, await lockSeen(context, params.id), agentOf(context));
    return await answerRow(context, params.id);
  },
);

const reopenOperation = operation(
  "POST /conversations/{id}/reopen",
  {
    summary: "Reopen a closed conversation",
    description: "Open again, without a message. Reopening what is open changes nothing.",
    permission: "conversations:write",
    params: conversationParams,
    returns: conversationRow,
    exampleAnswer: { status: "open", waiting_since: null, unread: 0 },
    errors: { ...errors, CONFLICT: "The visitor ended the conversation, which is for good." },
    events: ["conversation.reopened"],
  },
  async (context, { params }) => {
    await reopenConversation(context, await lockSeen(context, params.id), agentOf(context));
    return await answerRow(context, params.id);
  },
);

/** The conversation, locked, as the caller saw it. Throws PRECONDITION_FAILED when If-Match names another version. */
export async function lockSeen(context: Context, conversationId: number): Promise<Conversation> {
  const conversation = await lockConversation(context, conversationId);
  requireVersion(context, conversation);
  return conversation;
}

/** What an operation that decides about a conversation answers: its row as it is now. */
export async function answerRow({ db }: Context, conversationId: number) {
  const { row, version } = (await readRow(db, conversationId)) ?? noConversation();
  return reply(row, { version });
}

/** What agents and servers decide about a conversation's life. */
export const lifeOperations = [assignOperation, closeOperation, reopenOperation] as const;
