import { z } from "zod";
import { holds } from "../access/authenticate.ts";
import { answerList, listSpec } from "../kit/list-operation.ts";
import { type Context, operation, Reply, reply } from "../kit/operation.ts";
import { blockOperations } from "./block-operations.ts";
import { clientId, conversationEvent, messageText } from "./conversation.schema.ts";
import { findConversation } from "./conversation.ts";
import { conversationDetail, readDetail } from "./conversation-detail.ts";
import { conversation, conversationParams } from "./conversation-list.ts";
import { history, historyQuery, readHistory } from "./conversation-page.ts";
import { leadOperation } from "./leads/lead-operation.ts";
import { markRead } from "./life.ts";
import { lifeOperations } from "./life-operations.ts";
import { storableText } from "./outgoing.ts";
import { agentOf, sendAsAgent } from "./send-as-agent.ts";
import { readSettings } from "./settings.ts";
import { teamEventsOperation } from "./team-events.ts";
import { visitorOperations } from "./visitor-operations.ts";
import { batchItems, receipt, sentItems, storable } from "./widget-messages.ts";
import { epoch, readSeq } from "./widget-schemas.ts";

const unknownConversation = { NOT_FOUND: "There is no conversation with this id." };
const ended = { CONFLICT: "The visitor ended the conversation: nothing can be added to it." };
const agentEvents = [
  "conversation.message",
  "conversation.reopened",
  "conversation.assigned",
  "lead.updated",
  "lead.assigned",
] as const;

const listGrammar = listSpec(
  conversation,
  "The latest activity first. `feed_seq` is where the log of events stands: an agent's live feed goes on from there.",
);

const listOperation = operation(
  "GET /conversations",
  {
    summary: "List conversations",
    ...listGrammar,
    permission: "conversations:read",
    returns: listGrammar.returns.extend({
      feed_seq: z
        .int()
        .describe("Where the log of events stands: send it as `after` to GET /events to hear what follows."),
      epoch: epoch.describe("Names the log that `feed_seq` is a place of; another one after a restore from a backup."),
    }),
  },
  async (context, { query }) => {
    // The position is read before the rows: what changes in between is told once more, never missed.
    const feed_seq = await feedHead(context);
    const listed: object = await answerList(context, conversation, query);
    return (listed instanceof Reply ? listed : { ...listed, feed_seq, epoch: context.space.epoch }) as never;
  },
);

async function feedHead({ db }: Context): Promise<number> {
  const row = await db
    .selectFrom("events")
    .select((eb) => eb.fn.max("seq").as("head"))
    .executeTakeFirst();
  return Number(row?.head ?? 0);
}

const getOperation = operation(
  "GET /conversations/{id}",
  {
    summary: "Get a conversation with its visitor and lead",
    description:
      "`lead` is shown to callers who may read leads. Carries an ETag: send it back as If-None-Match to hear 304 while nothing changed, as If-Match to assign, close or reopen only what you saw.",
    permission: "conversations:read",
    params: conversationParams,
    returns: conversationDetail,
    errors: unknownConversation,
    etag: true,
  },
  async (context, { params }) => {
    const { country } = await readSettings(context.space);
    const withLead = holds(context.actor, "leads:read");
    const { detail, version } = await readDetail(context, params.id, { country, withLead });
    return reply(detail, { version });
  },
);

const historyOperation = operation(
  "GET /conversations/{id}/messages",
  {
    summary: "Read a conversation's messages and events",
    description:
      "Ascending by seq, which has no gaps. `conversation.more` tells whether to ask again after the last one.",
    permission: "conversations:read",
    params: conversationParams,
    query: historyQuery,
    returns: history,
    envelope: "bare",
    errors: unknownConversation,
  },
  async (context, { params, query }) =>
    await readHistory(context, await findConversation(context.db, params.id), query, agentOf(context)),
);

const messageOperation = operation(
  "POST /conversations/{id}/messages",
  {
    summary: "Answer the visitor",
    description:
      "Speaks as the signed-in employee, or under the name of the secret key. The first answer ends the automatic replies " +
      "and assigns the conversation, and its lead, if nobody has them. A closed conversation is reopened.",
    permission: "conversations:write",
    params: conversationParams,
    body: z.strictObject({ message: messageText, client_id: clientId.optional() }),
    returns: conversationEvent,
    exampleAnswer: { message_id: 5121, seq: 4, sender: { kind: "agent", id: null, name: "My server" } },
    status: 201,
    errors: { ...unknownConversation, ...ended, DUPLICATE: "This client_id was used before for another text." },
    events: agentEvents,
    example: { message: "Hi, this is Jane. Let me have a look." },
  },
  async (context, { params, body }) => {
    const items = [{ client_id: body.client_id ?? null, body: storableText(body.message) }];
    const sent = await sendAsAgent(context, params.id, agentOf(context), items);
    const [item] = sent;
    if (item === undefined) throw new Error("A message was sent and nothing was stored.");
    const { basePath } = context.api.config;
    const place = `messages?after_seq=${item.event.seq - 1}&limit=1`;
    return reply(item.event, { headers: { Location: `${basePath}/conversations/${params.id}/${place}` } });
  },
);

const batchOperation = operation(
  "POST /conversations/{id}/messages/batch",
  {
    summary: "Answer the visitor with several messages",
    description: "All or none, in their order. A resent `client_id` answers its first seq with `duplicate: true`.",
    permission: "conversations:write",
    params: conversationParams,
    body: z.strictObject({
      items: batchItems,
      epoch: epoch
        .max(64)
        .optional()
        .describe("The `epoch` in which you saw the conversation: after a restore its id may be another one's."),
    }),
    returns: sentItems,
    errors: {
      ...unknownConversation,
      CONFLICT: "The visitor ended the conversation, or the database was restored since `epoch`: nothing was added.",
      DUPLICATE: "A client_id was used before for another text; details[0].item tells which.",
    },
    events: agentEvents,
    example: {
      items: [
        { client_id: "c_7b1e0d35", body: "Hi, this is Jane." },
        { client_id: "c_7b1e0d36", body: "Let me have a look." },
      ],
    },
  },
  async (context, { params, body }) => {
    const sent = await sendAsAgent(context, params.id, agentOf(context), storable(body.items), body.epoch);
    return {
      epoch: context.space.epoch,
      conversation_id: params.id,
      items: sent.map(receipt),
    };
  },
);

const readOperation = operation(
  "POST /conversations/{id}/read",
  {
    summary: "Tell how far the team has read",
    description: "The mark only moves forward.",
    permission: "conversations:write",
    params: conversationParams,
    body: z.strictObject({ seq: readSeq }),
    returns: z.object({
      conversation_id: z.int().describe("The conversation."),
      seq: z.int().describe("How far the team has read now."),
    }),
    errors: unknownConversation,
    example: { seq: 3 },
  },
  async (context, { params, body }) => {
    const conversation = await findConversation(context.db, params.id);
    return { conversation_id: params.id, seq: await markRead(context, conversation, "agent", body.seq) };
  },
);

/** What agents and servers may do with conversations. */
export const conversationOperations = [
  listOperation,
  getOperation,
  historyOperation,
  teamEventsOperation,
  messageOperation,
  batchOperation,
  leadOperation,
  ...lifeOperations,
  ...blockOperations,
  readOperation,
  ...visitorOperations,
] as const;
