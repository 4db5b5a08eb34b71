import { z } from "zod";
import { audit } from "../access/audit.ts";
import { type Context, operation } from "../kit/operation.ts";
import { staleErrors } from "../kit/resource.ts";
import { changeConversation, findConversation } from "./conversation.ts";
import { conversationParams, conversationRow } from "./conversation-list.ts";
import { closeConversation, employeeOf } from "./life.ts";
import { answerRow, lockSeen } from "./life-operations.ts";
import { storableText } from "./outgoing.ts";
import { agentOf } from "./send-as-agent.ts";
import { setBlocked } from "./visitors/block.ts";
import { lockSession } from "./visitors/widget-session.ts";

const errors = { NOT_FOUND: "There is no conversation with this id.", ...staleErrors };

const blockOperation = operation(
  "POST /conversations/{id}/block",
  {
    summary: "Block a conversation's visitor",
    description:
      "What the visitor sends from now on is not delivered, in this conversation and any later one: from the same browser, and of the same person where the website proves who it is. The chat shows such messages as not sent, and says nothing of a block. An open conversation is closed. Blocking a blocked visitor changes nothing.",
    permission: "conversations:write",
    params: conversationParams,
    body: z.strictObject({
      reason: z.string().trim().max(500).nullish().describe("Why, for the team alone, up to 500 characters."),
    }),
    returns: conversationRow,
    exampleAnswer: { status: "closed", waiting_since: null, unread: 0, blocked: true },
    status: 200,
    errors,
    events: ["conversation.blocked", "conversation.ended"],
    example: { reason: "Sends advertisements" },
  },
  async (context, { params, body }) => {
    const { conversation, isBlocked } = await lockBoth(context, params.id);
    if (!isBlocked) {
      const { conversation_id } = conversation;
      await mark(context, conversation, "visitor.blocked", context.now);
      const reason = body.reason ? storableText(body.reason) : null;
      await context.emit("conversation.blocked", { conversation_id, reason, by: employeeOf(context) }, conversation_id);
    }
    await closeConversation(context, conversation, agentOf(context));
    return await answerRow(context, params.id);
  },
);

const unblockOperation = operation(
  "POST /conversations/{id}/unblock",
  {
    summary: "Unblock a conversation's visitor",
    description:
      "What the visitor sends is delivered again; what was not delivered meanwhile stays so. The conversation stays closed until somebody writes in it or reopens it.",
    permission: "conversations:write",
    params: conversationParams,
    returns: conversationRow,
    exampleAnswer: { status: "closed", waiting_since: null, unread: 0, blocked: false },
    status: 200,
    errors,
    events: ["conversation.unblocked"],
  },
  async (context, { params }) => {
    const { conversation, isBlocked } = await lockBoth(context, params.id);
    if (isBlocked) {
      const { conversation_id } = conversation;
      await mark(context, conversation, "visitor.unblocked", null);
      await context.emit("conversation.unblocked", { conversation_id, by: employeeOf(context) }, conversation_id);
    }
    return await answerRow(context, params.id);
  },
);

/** The session before the conversation, as a visitor's message takes them. Throws as `lockSeen` does. */
async function lockBoth(context: Context, conversationId: number) {
  const { widget_session_id } = await findConversation(context.db, conversationId);
  const { blocked_at } = await lockSession(context, widget_session_id);
  return { conversation: await lockSeen(context, conversationId), isBlocked: blocked_at !== null };
}

async function mark(
  context: Context,
  { conversation_id, widget_session_id }: Awaited<ReturnType<typeof findConversation>>,
  action: "visitor.blocked" | "visitor.unblocked",
  blockedAt: string | null,
): Promise<void> {
  const { db, actor, request, now } = context;
  await setBlocked(context, widget_session_id, blockedAt);
  await changeConversation(context, conversation_id, {});
  const target = `conversation:${conversation_id}`;
  await audit(db, { action, actor, target, address: request.address, now });
}

/** Whose messages arrive, as agents and servers decide it. */
export const blockOperations = [blockOperation, unblockOperation] as const;
