import { invalid } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import { append } from "./append.ts";
import { type Conversation, changeConversation, noConversation, type Sender } from "./conversation.ts";
import { storableText } from "./outgoing.ts";

export interface Rating {
  readonly rating?: number | undefined;
  readonly comment?: string | undefined;
}

/** The visitor ends the conversation, once and for good; a rating may follow later, once. Returns it as it is then. */
export async function endConversation(
  context: Context,
  conversation: Conversation,
  sender: Sender,
  rating: Rating,
): Promise<Conversation> {
  const rated = await rate(context, await changeConversation(context, conversation.conversation_id), sender, rating);
  if (rated.status === "ended") return rated;
  const ended = await append(context, rated, { type: "ended", sender });
  return ended.conversation;
}

async function rate(
  context: Context,
  conversation: Conversation,
  sender: Sender,
  given: Rating,
): Promise<Conversation> {
  const { rating } = given;
  if (rating === undefined || conversation.rating !== null) return conversation;
  const comment = given.comment ? storableText(given.comment) : null;
  const rated = await changeConversation(context, conversation.conversation_id, { rating, rating_comment: comment });
  const body = comment === null ? String(rating) : `${rating}\n${comment}`;
  return (await append(context, rated, { type: "rated", sender, body })).conversation;
}

/** An agent closes; the visitor's next message within 7 days reopens. A conversation that is over stays as it is. */
export async function closeConversation(
  context: Context,
  conversationId: number,
  agent: Sender,
): Promise<Conversation> {
  const conversation = await changeConversation(context, conversationId);
  if (conversation.status !== "open") return conversation;
  return (await append(context, conversation, { type: "closed", sender: agent })).conversation;
}

/** Gives a conversation to an employee, or to nobody. Throws VALIDATION_ERROR for an unknown employee. */
export async function assign(
  context: Context,
  conversation: Conversation,
  employeeId: number | null,
): Promise<Conversation> {
  if (employeeId === conversation.assigned_to) return conversation;
  if (employeeId !== null) await requireEmployee(context, employeeId);
  const { conversation_id } = conversation;
  const changed = await changeConversation(context, conversation_id, { assigned_to: employeeId });
  await context.emit(
    "conversation.assigned",
    { conversation_id, assigned_to: employeeId, previous: conversation.assigned_to },
    conversation_id,
  );
  return changed;
}

async function requireEmployee({ db }: Context, employeeId: number): Promise<void> {
  const employee = await db
    .selectFrom("employees")
    .select("employee_id")
    .where("employee_id", "=", employeeId)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (employee !== undefined) return;
  throw invalid(
    "assigned_to",
    "There is no such employee. GET /employees lists those there are; null assigns to nobody.",
  );
}

/** Moves a party's read mark forward, never back and never beyond the last event. Returns where it stands. */
export async function markRead(
  context: Context,
  conversation: Conversation,
  by: "visitor" | "agent",
  seq: number,
): Promise<number> {
  const column = by === "visitor" ? "visitor_read_seq" : "agent_read_seq";
  const wanted = Math.min(seq, conversation.next_seq);
  const moved = await context.db
    .updateTable("conversations")
    .set({ [column]: wanted })
    .where("conversation_id", "=", conversation.conversation_id)
    .where(column, "<", wanted)
    .returning(["conversation_id", "widget_session_id"])
    .executeTakeFirst();
  if (moved === undefined) return Math.max(conversation[column], 0);
  context.publish({
    kind: "conversation.read",
    widgetSessionId: moved.widget_session_id,
    conversation_id: moved.conversation_id,
    by,
    seq: wanted,
  });
  return wanted;
}

/** The conversation, unless it is another session's. Throws NOT_FOUND. */
export function ofSession(conversation: Conversation, widgetSessionId: number): Conversation {
  return conversation.widget_session_id === widgetSessionId ? conversation : noConversation();
}
