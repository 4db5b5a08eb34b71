import { AppError, invalid } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import { type Appending, append } from "./append.ts";
import {
  type Conversation,
  changeConversation,
  lockConversation,
  noConversation,
  type Sender,
} from "./conversation.ts";
import { type Noting, writeActivity } from "./conversation-activity.ts";
import { reopen } from "./open-conversation.ts";
import { storableText } from "./outgoing.ts";

export interface Rating {
  readonly rating?: number | undefined;
  readonly comment?: string | undefined;
}

/** What ending or closing a conversation needs of the context. */
export type Ending = Appending & Noting;

/** The visitor ends the conversation, once and for good; a rating may follow later, once. Returns it as it is then. */
export async function endConversation(
  context: Ending,
  { conversation_id }: Conversation,
  sender: Sender,
  rating: Rating,
): Promise<Conversation> {
  const conversation = await lockConversation(context, conversation_id);
  const rated = await rate(context, conversation, sender, rating);
  const ended =
    rated.status === "ended" ? rated : (await append(context, rated, { type: "ended", sender })).conversation;
  if (ended !== conversation) await writeActivity(context, ended);
  return ended;
}

async function rate(context: Ending, conversation: Conversation, sender: Sender, given: Rating): Promise<Conversation> {
  const { rating } = given;
  if (rating === undefined || conversation.rating !== null) return conversation;
  const comment = given.comment ? storableText(given.comment) : null;
  const rated = await changeConversation(context, conversation.conversation_id, { rating, rating_comment: comment });
  const body = comment === null ? String(rating) : `${rating}\n${comment}`;
  return (await append(context, rated, { type: "rated", sender, body })).conversation;
}

/**
 * An agent closes, or the product itself when nobody writes any more; the visitor's next message within 7 days reopens.
 * A conversation that is over stays as it is. It must be locked by this transaction.
 */
export async function closeConversation(
  context: Ending,
  conversation: Conversation,
  sender: Sender,
): Promise<Conversation> {
  if (conversation.status !== "open") return conversation;
  const closed = await append(context, conversation, { type: "closed", sender });
  await writeActivity(context, closed.conversation);
  return closed.conversation;
}

/**
 * Opens a closed conversation again for an agent; an open one stays as it is. Throws CONFLICT for one that the visitor
 * ended. It must be locked by this transaction.
 */
export async function reopenConversation(
  context: Appending,
  conversation: Conversation,
  agent: Sender,
): Promise<Conversation> {
  if (conversation.status === "open") return conversation;
  if (conversation.status === "closed") return await reopen(context, conversation, agent);
  throw new AppError(
    "CONFLICT",
    "The visitor ended this conversation, which is for good. Their next message starts a new one.",
  );
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
    { conversation_id, assigned_to: employeeId, previous: conversation.assigned_to, by: employeeOf(context) },
    conversation_id,
  );
  return changed;
}

/** The employee whose deed something is; null for a key. */
export const employeeOf = ({ actor }: Pick<Context, "actor">): number | null =>
  actor.kind === "employee" ? actor.employee.employee_id : null;

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
