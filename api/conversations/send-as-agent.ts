import { AppError } from "../errors.ts";
import type { Context } from "../kit/operation.ts";
import { append } from "./append.ts";
import { type Conversation, lockConversation, type Sender } from "./conversation.ts";
import { noteAgentReply } from "./leads/lead-deeds.ts";
import { assign, reopenConversation } from "./life.ts";
import { allKnown, appendNew, findSent, type Outgoing, type SentItem, usedBefore } from "./outgoing.ts";
import { putSearchDocument } from "./search-document.ts";
import type { Claims } from "./visitors/widget-session.ts";

/** Who speaks to visitors: an employee, or a secret key under its own name. Throws FORBIDDEN for anybody else. */
export function agentOf({ actor }: Pick<Context, "actor">): Sender {
  if (actor.kind === "employee") return { kind: "agent", id: actor.employee.employee_id, name: actor.employee.name };
  if (actor.kind === "secret") return { kind: "agent", id: -actor.key.key_id, name: actor.key.name };
  throw new AppError(
    "FORBIDDEN",
    "Only people of the team and secret keys speak as an agent. Sign in or use a secret key.",
  );
}

/**
 * Stores an agent's messages, all or none, and answers what became of each. A closed conversation is reopened; one
 * that the visitor ended throws CONFLICT. The first person who replies takes the conversation and its lead, if nobody
 * has them (R16). Throws DUPLICATE for a client id used for another text or in another conversation, and CONFLICT for what
 * was written in another epoch and is not stored: the conversation may be somebody else's who was given its number.
 */
export async function sendAsAgent(
  context: Context,
  conversationId: number,
  agent: Sender,
  items: readonly Outgoing[],
  epoch: string = context.space.epoch,
): Promise<readonly SentItem[]> {
  const conversation = await lockConversation(context, conversationId);
  const known = await findSent(context.db, agent, items);
  for (const [index, item] of items.entries()) {
    const elsewhere = known.get(item.client_id ?? "");
    if (elsewhere !== undefined && elsewhere.conversation_id !== conversationId) throw usedBefore(index);
  }
  const again = allKnown(items, known);
  if (again !== null) return again;
  if (epoch !== context.space.epoch) throw writtenBefore();

  const ready = await join(context, await reopenConversation(context, conversation, agent), agent);
  const sent = await appendNew(context, ready, agent, items, known);
  const taken = await takeOver(context, conversation, sent.conversation, agent);
  await putSearchDocument(context, taken, await claimsOf(context, taken));
  context.publish({
    kind: "conversation.read",
    widgetSessionId: taken.widget_session_id,
    conversation_id: taken.conversation_id,
    by: "agent",
    seq: taken.agent_read_seq,
  });
  return sent.items;
}

const writtenBefore = () =>
  new AppError(
    "CONFLICT",
    "The database was restored from a backup after this was written. Look whom the conversation is with, then send it again.",
  );

/** An agent's first message is preceded by the news that the agent is here. */
async function join(context: Context, conversation: Conversation, agent: Sender): Promise<Conversation> {
  if (conversation.first_reply_at !== null && (await hasJoined(context, conversation, agent))) return conversation;
  const joined = await append(context, conversation, { type: "agent_joined", sender: agent });
  return joined.conversation;
}

async function hasJoined({ db }: Context, { conversation_id }: Conversation, agent: Sender): Promise<boolean> {
  const joinings = db
    .selectFrom("conversation_events")
    .select("sender_id")
    .where("conversation_id", "=", conversation_id)
    .where("sender_kind", "=", "agent")
    .where("type", "in", ["agent_joined", "message"]);
  // Mostly the latest agent is the one who goes on: found from the end, however long the conversation is.
  const latestFirst = joinings.orderBy("seq", "desc").limit(1);
  const latest = await latestFirst.executeTakeFirst();
  if (latest?.sender_id === agent.id) return true;
  // In order too: without it SQLite would read all that this agent ever wrote.
  return (await latestFirst.where("sender_id", "=", agent.id).executeTakeFirst()) !== undefined;
}

async function takeOver(
  context: Context,
  before: Conversation,
  now: Conversation,
  agent: Sender,
): Promise<Conversation> {
  const employee = agent.id !== null && agent.id > 0 ? agent.id : null;
  if (await isFirstToReply(context, before, employee)) await noteAgentReply(context, now, employee);
  return now.assigned_to === null && employee !== null ? await assign(context, now, employee) : now;
}

/** Whether nobody replied before; of people, whether no person did: a key may have answered first. */
async function isFirstToReply(
  { db }: Context,
  { conversation_id, first_reply_at, next_seq }: Conversation,
  employee: number | null,
): Promise<boolean> {
  if (first_reply_at === null || employee === null) return first_reply_at === null;
  const person = await db
    .selectFrom("conversation_events")
    .select("seq")
    .where("conversation_id", "=", conversation_id)
    .where("seq", "<=", next_seq)
    .where("type", "=", "message")
    .where("sender_kind", "=", "agent")
    .where("sender_id", ">", 0)
    // Mostly a person has spoken of late: found from the end, however long the conversation is.
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return person === undefined;
}

async function claimsOf({ db }: Context, { widget_session_id }: Conversation): Promise<Claims> {
  const row = await db
    .selectFrom("widget_sessions")
    .select("claims")
    .where("widget_session_id", "=", widget_session_id)
    .executeTakeFirst();
  return row === undefined ? {} : JSON.parse(row.claims);
}
