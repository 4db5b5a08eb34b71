import { z } from "zod";
import { type CostContext, operation } from "../kit/operation.ts";
import { clientId, contactClaims, messageText } from "./conversation.schema.ts";
import { history, historyQuery, readHistory } from "./conversation-page.ts";
import { captureEvents } from "./leads/lead-capture.ts";
import { listenForNews } from "./news.ts";
import { latestConversation } from "./open-conversation.ts";
import { countNew, findSent, type Outgoing, type SentItem, storableText } from "./outgoing.ts";
import { sendAsVisitor, senderOf } from "./send-as-visitor.ts";
import { readSettings } from "./settings.ts";
import { credentialId } from "./visitors/session-credential.ts";
import { claimSession, findSession, isAdmitted, noSession, readSession } from "./visitors/widget-session.ts";
import { epoch, pageUrl, publicKey, sessionId, sessionIdOf, unknownSession } from "./widget-schemas.ts";

const duplicateError = {
  CONFLICT: "The message is not delivered, for the team has blocked its visitor. Do not send it again.",
  DUPLICATE:
    "A client_id was used before for another text. Nothing of the call was stored; details[0].item tells which.",
  NOT_FOUND: "The session is unknown or expired: call POST /widget/init, then send again under the same client_id.",
};
const events = ["conversation.started", "conversation.reopened", "conversation.message", ...captureEvents] as const;

/** What a send counts as: one for each message that is not stored yet; a resent one is free. */
async function countSend(
  context: CostContext,
  session_id: string | undefined,
  items: readonly Outgoing[],
): Promise<number> {
  const id = context.request.widgetSession ?? session_id;
  if (id === undefined || items.every((item) => item.client_id === null)) return items.length;
  const session = await findSession(context.db, publicKey(context), id, context.now).catch(() => null);
  if (session === null) return 1;
  return countNew(items, await findSent(context.db, senderOf(session), items));
}

const messageBody = z.strictObject({
  session_id: sessionId,
  message: messageText,
  client_id: clientId.optional(),
  page_url: pageUrl.nullish(),
  contact: contactClaims.optional(),
  form: z.enum(["prechat", "offline"]).optional().describe("The form that collected `contact`."),
});

const single = (body: { readonly message: string; readonly client_id?: string | undefined }): Outgoing[] => [
  { client_id: body.client_id ?? null, body: storableText(body.message) },
];

export const messageOperation = operation(
  "POST /widget/message",
  {
    summary: "Send a visitor's message",
    description:
      "The first message starts the conversation; a valid email or phone in `contact` makes or finds the lead in the same " +
      "transaction. `response` is the automatic reply, or null when a person is handling the conversation; its " +
      "`suggested_actions` are texts to send back as a message. After an end the message starts a new conversation.",
    permission: "widget:access",
    body: messageBody,
    returns: z.object({
      response: z
        .object({
          message: z.string().describe("What it says."),
          suggested_actions: z.array(z.string()).describe("Texts the visitor may tap; each is sent back as a message."),
          message_id: z.int().describe("The reply's id."),
          seq: z.int().describe("The reply's position in the conversation."),
        })
        .nullable()
        .describe("The automatic reply; null when a person is handling the conversation."),
      conversation_id: z.int().describe("The conversation the message went into."),
      message_id: z.int().describe("The id of the message that was sent."),
      seq: z.int().describe("Its position in the conversation: 1, 2, 3 … without gaps."),
      conversation: z.enum(["open", "ended"]).describe("`ended`: a resent message of a conversation that is over."),
    }),
    envelope: "bare",
    errors: { ...unknownSession, ...duplicateError },
    events,
    example: { session_id: "ws_98765", message: "I need help with my email" },
    cost: (context, { body }) => countSend(context, body.session_id, single(body)),
    prepare: ({ space }) => readSettings(space),
  },
  async (context, { body, prepared: settings }) => {
    const key = publicKey(context);
    const session = await claimSession(context, key, sessionIdOf(context, body));
    const { page_url, contact, form } = body;
    const sent = await sendAsVisitor(context, session, {
      key,
      settings,
      items: single(body),
      pageUrl: page_url ?? null,
      contact,
      form,
    });
    const [item] = sent.items;
    if (item === undefined) throw new Error("A message was sent and nothing was stored.");
    return {
      response: sent.response && {
        message: sent.response.body ?? "",
        suggested_actions: sent.response.suggested_actions ?? [],
        message_id: sent.response.message_id,
        seq: sent.response.seq,
      },
      conversation_id: sent.conversation.conversation_id,
      message_id: item.event.message_id,
      seq: item.event.seq,
      conversation: sent.conversation.status === "ended" ? ("ended" as const) : ("open" as const),
    };
  },
);

export const sentItems = z.object({
  epoch,
  conversation_id: z.int().describe("The conversation they went into."),
  items: z
    .array(
      z.object({
        client_id: z.string().describe("The id its sender gave it."),
        message_id: z.int().describe("The message's id."),
        seq: z.int().describe("Its position in the conversation: 1, 2, 3 … without gaps."),
        duplicate: z.literal(true).optional().describe("There when it had been stored before, and now was not again."),
      }),
    )
    .describe("One for each message, in their order."),
});

/** What the sender of a batch hears about one item. */
export const receipt = ({ event, duplicate }: SentItem) => ({
  client_id: event.client_id ?? "",
  message_id: event.message_id,
  seq: event.seq,
  ...(duplicate ? { duplicate: true as const } : {}),
});

export const batchItems = z
  .array(z.strictObject({ client_id: clientId, body: messageText }))
  .min(1)
  .max(20)
  .describe("The messages in their order, 1 to 20.");

export const storable = (items: z.output<typeof batchItems>): Outgoing[] =>
  items.map((item) => ({ client_id: item.client_id, body: storableText(item.body) }));

export const batchOperation = operation(
  "POST /widget/messages",
  {
    summary: "Send several of a visitor's messages",
    description:
      "All or none, in their order, in one transaction. A resent `client_id` is not stored again: it answers its first " +
      "seq with `duplicate: true` and costs nothing.",
    permission: "widget:access",
    body: z.strictObject({ session_id: sessionId, items: batchItems, page_url: pageUrl.nullish() }),
    returns: sentItems,
    errors: { ...unknownSession, ...duplicateError },
    events,
    example: {
      session_id: "ws_98765",
      items: [
        { client_id: "c_4f9b2a71", body: "I need help with my email" },
        { client_id: "c_4f9b2a72", body: "It stopped this morning" },
      ],
    },
    cost: (context, { body }) => countSend(context, body.session_id, storable(body.items)),
    prepare: ({ space }) => readSettings(space),
  },
  async (context, { body, prepared: settings }) => {
    const key = publicKey(context);
    const session = await claimSession(context, key, sessionIdOf(context, body));
    const sent = await sendAsVisitor(context, session, {
      key,
      settings,
      items: storable(body.items),
      pageUrl: body.page_url ?? null,
    });
    return {
      epoch: context.space.epoch,
      conversation_id: sent.conversation.conversation_id,
      items: sent.items.map(receipt),
    };
  },
);

export const historyOperation = operation(
  "GET /widget/messages",
  {
    summary: "Read the visitor's conversation",
    description:
      "The latest conversation of the session in X-Widget-Session, ascending. With `wait` the call is held until there is " +
      "something after `after_seq`, a read mark moved, or the seconds are over. Another conversation_id than before: start from 0.",
    permission: "widget:access",
    errors: unknownSession,
    charge: "poll",
    query: historyQuery.extend({
      wait: z.int().min(0).max(25).default(0).describe("Seconds to wait for something new."),
    }),
    returns: history,
    envelope: "bare",
  },
  async (context, { query }) => {
    const key = publicKey(context);
    const id = sessionIdOf(context, {});
    const find = async () => (await readSession(context.db, key, id, context.now)) ?? refuse();
    const read = async () => {
      const session = await find();
      // Who has yet to prove something sees what a new visitor sees: nothing.
      const conversation = isAdmitted(key, session) ? await latestConversation(context, session) : null;
      return await readHistory(context, conversation, query, senderOf(session));
    };
    if (query.wait === 0) return await read();
    const { widget_session_id } = await find();
    const asking = {
      widgetSessionId: widget_session_id,
      tokenId: await credentialId(context.db, id),
      keyId: key.key_id,
    };
    // Listening starts before reading, so that nothing is missed in between.
    const news = listenForNews(context.space.bus, asking);
    try {
      const page = await read();
      if (page.data.length > 0 || query.after_seq > page.conversation.head) return page;
      await news.within(query.wait * 1000, context.request.signal);
      const later = await read();
      // The caller was let in before the wait: the next call tells whether it still would be.
      return news.isCut() ? page : later;
    } finally {
      news.stop();
    }
  },
);

function refuse(): never {
  throw noSession();
}
