import { z } from "zod";
import { holds } from "../access/authenticate.ts";
import { AppError, invalid } from "../errors.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
import { clientId, messageText } from "./conversation.schema.ts";
import { conversationRow, readRow } from "./conversation-list.ts";
import { latestConversation, startConversation } from "./open-conversation.ts";
import { findSent, storableText } from "./outgoing.ts";
import { agentOf, sendAsAgent } from "./send-as-agent.ts";
import { describeVisitors, liveVisitor } from "./visitors/describe-visitors.ts";
import { lockSession, type WidgetSession } from "./visitors/widget-session.ts";

/** Who came last is shown; more nobody can look at. */
const mostShown = 200;

const listOperation = operation(
  "GET /visitors",
  {
    summary: "List the visitors who are on your websites now",
    description: `Those whose chat is connected: visitors who have opened the chat or written in it, on this visit or before. Of others nothing is known, because the chat asks nothing of a browser before its visitor acts. Who came last is first, at most ${mostShown}.`,
    permission: "conversations:read",
    returns: z.object({
      visitors: z.array(liveVisitor).describe(`Who came last is first, at most ${mostShown}.`),
      total: z.int().describe("How many there are, those left out too."),
    }),
  },
  async (context) => {
    const live = context.api.liveVisitors.list(context.space);
    const shown = live.slice(0, mostShown);
    const visitors = await describeVisitors(context.db, shown, holds(context.actor, "leads:read"));
    return { visitors, total: live.length };
  },
);

const startOperation = operation(
  "POST /conversations",
  {
    summary: "Write to a visitor first",
    description:
      "Starts a conversation with a visitor of GET /visitors, and assigns it to the employee who writes. The visitor's chat shows the message as any other; who has left sees it on coming back.",
    permission: "conversations:write",
    body: z.strictObject({
      widget_session_id: liveVisitor.shape.widget_session_id,
      message: messageText,
      client_id: clientId.optional(),
    }),
    returns: conversationRow,
    exampleAnswer: { last_message: "Hi! Can I help you find something?", last_message_by: "agent", unread: 0 },
    status: 201,
    errors: {
      CONFLICT: "The visitor has an open conversation, which `details[0].ids` names, or is blocked.",
      DUPLICATE: "This client_id was used before for another text.",
    },
    events: ["conversation.started", "conversation.message", "conversation.assigned"],
    example: { widget_session_id: 98765, message: "Hi! Can I help you find something?" },
  },
  async (context, { body }) => {
    const agent = agentOf(context);
    const items = [{ client_id: body.client_id ?? null, body: storableText(body.message) }];
    const [before] = (await findSent(context.db, agent, items)).values();
    const conversation_id = before?.conversation_id ?? (await begin(context, body.widget_session_id));
    await sendAsAgent(context, conversation_id, agent, items);
    const { row, version } = (await readRow(context.db, conversation_id)) ?? gone();
    const headers = { Location: `${context.api.config.basePath}/conversations/${conversation_id}` };
    return reply(row, { version, status: 201, headers });
  },
);

/** A conversation that nobody has said anything in yet. Throws CONFLICT where the visitor is to be answered, or is blocked. */
async function begin(context: Context, id: number): Promise<number> {
  const session = await lockKnown(context, id);
  if (session.blocked_at !== null) {
    throw new AppError("CONFLICT", "This visitor is blocked. Unblock him in his conversation, then write.");
  }
  const latest = await latestConversation(context, session);
  if (latest?.status === "open") {
    const { conversation_id } = latest;
    const message = `This visitor has an open conversation: ${conversation_id}. Write there.`;
    throw new AppError("CONFLICT", message, {
      details: [{ field: "widget_session_id", code: "open", message, ids: { conversation_id } }],
    });
  }
  const { conversation } = await startConversation(context, session, null);
  return conversation.conversation_id;
}

async function lockKnown(context: Context, id: number): Promise<WidgetSession> {
  const known = await context.db
    .selectFrom("widget_sessions")
    .select("widget_session_id")
    .where("widget_session_id", "=", id)
    .where("moved_to", "is", null)
    .executeTakeFirst();
  const session = known === undefined ? null : await lockSession(context, id);
  // It may have moved, to the person the visitor proved to be, while this waited for it.
  if (session !== null && session.moved_to === null) return session;
  const message = "There is no such visitor any more. GET /visitors lists those who are there.";
  throw invalid("widget_session_id", message, "unknown_id");
}

function gone(): never {
  throw new Error("A conversation was written in and is not there.");
}

/** Who is there, and how an agent speaks first. */
export const visitorOperations = [listOperation, startOperation] as const;
