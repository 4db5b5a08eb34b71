import { z } from "zod";
import { AppError } from "../errors.ts";
import { pagination } from "../kit/list.ts";
import { pageQuery } from "../kit/list-query.ts";
import { type Context, operation } from "../kit/operation.ts";
import { senderKinds } from "./conversation.schema.ts";
import { conversationParams, conversationRow } from "./conversation-list.ts";
import { history, historyQuery, readHistory } from "./conversation-page.ts";
import { countOwn, findOwn, readOwn } from "./own-conversations.ts";
import { senderOf } from "./send-as-visitor.ts";
import { isAdmitted, noSession, readSession, type WidgetSession } from "./visitors/widget-session.ts";
import { publicKey, sessionIdOf, unknownSession } from "./widget-schemas.ts";

/** A conversation as its visitor finds it again. */
const ownConversation = z.object({
  conversation_id: z.int().describe("The conversation's id."),
  status: conversationRow.shape.status,
  started_at: z.string().describe("When it began, UTC ISO 8601."),
  ended_at: z.string().nullable().describe("When it was closed or ended, UTC ISO 8601; null while it is open."),
  last_message: z
    .object({
      body: z.string().describe("The start of its text, up to 200 characters."),
      sender: z
        .object({
          kind: z.enum(senderKinds).describe("Who: `bot` is the automatic reply."),
          name: z.string().nullable().describe("What the visitor sees; null where there is none."),
        })
        .describe("Who said it."),
      created_at: z.string().describe("When it was stored, UTC ISO 8601."),
    })
    .nullable()
    .describe("What was said last, by whomever."),
  unread: z.int().describe("Messages of the other side that the visitor has not read."),
  rating: conversationRow.shape.rating,
});

export const ownListOperation = operation(
  "GET /widget/conversations",
  {
    summary: "List the visitor's conversations",
    description:
      "Those of the session in X-Widget-Session, the newest first, the current one among them. What a proved visitor brought along from another browser is there too.",
    permission: "widget:access",
    errors: unknownSession,
    charge: "poll",
    query: z.strictObject({
      page: pageQuery.page,
      per_page: z.int().min(1).max(50).default(25).describe("Items per page, at most 50."),
    }),
    returns: z.object({ data: z.array(ownConversation), pagination }),
    envelope: "page",
    etag: true,
  },
  async (context, { query: { page, per_page } }) => {
    const { session, isShown } = await presented(context);
    const total = isShown ? await countOwn(context.db, session) : 0;
    const skip = (page - 1) * per_page;
    const data = skip < total ? await readOwn(context.db, session, { skip, limit: per_page }) : [];
    return { data, pagination: { page, per_page, total, total_pages: Math.ceil(total / per_page) } };
  },
);

export const ownHistoryOperation = operation(
  "GET /widget/conversations/{id}/messages",
  {
    summary: "Read one of the visitor's conversations",
    description:
      "Rows as GET /widget/messages has them, of any conversation of the session in X-Widget-Session. It marks nothing as read.",
    permission: "widget:access",
    errors: {
      NOT_FOUND: "The session is unknown or has expired (call POST /widget/init), or it has no such conversation.",
    },
    charge: "poll",
    params: conversationParams,
    query: historyQuery,
    returns: history,
    envelope: "bare",
  },
  async (context, { params, query }) => {
    const { session, isShown } = await presented(context);
    const conversation = isShown ? await findOwn(context.db, session, params.id) : null;
    if (conversation === null) {
      throw new AppError(
        "NOT_FOUND",
        "The visitor has no such conversation. GET /widget/conversations lists those there are.",
      );
    }
    return await readHistory(context, conversation, query, senderOf(session));
  },
);

/** The call's session. Who has yet to prove something sees what a new visitor sees: nothing. Throws NOT_FOUND. */
async function presented(context: Context): Promise<{ readonly session: WidgetSession; readonly isShown: boolean }> {
  const key = publicKey(context);
  const session = await readSession(context.db, key, sessionIdOf(context, {}), context.now);
  if (session === null) throw noSession();
  return { session, isShown: isAdmitted(key, session) };
}
