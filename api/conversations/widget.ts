import { z } from "zod";
import { operation } from "../kit/operation.ts";
import { withPage, withTouch } from "./attribution.ts";
import { findConversation } from "./conversation.ts";
import { captureEvents } from "./leads/lead-capture.ts";
import { scorePages } from "./leads/page-score.ts";
import { endConversation, markRead, ofSession } from "./life.ts";
import { latestConversation } from "./open-conversation.ts";
import { senderOf } from "./send-as-visitor.ts";
import { readSettings } from "./settings.ts";
import { identityClaims, requireValidEmail } from "./visitors/claims.ts";
import { identify, identifyProved } from "./visitors/identify.ts";
import { proveIdentity } from "./visitors/identity-token.ts";
import { credentialId } from "./visitors/session-credential.ts";
import { findPresented, verifyVisitor } from "./visitors/verify-visitor.ts";
import { changeSession, claimSession, findSession, noSession } from "./visitors/widget-session.ts";
import { attributesOperation } from "./widget-attributes.ts";
import { ownHistoryOperation, ownListOperation } from "./widget-conversations.ts";
import { initOperation } from "./widget-init.ts";
import { batchOperation, historyOperation, messageOperation } from "./widget-messages.ts";
import {
  epoch,
  pageTitle,
  pageUrl,
  publicKey,
  readSeq,
  sessionId,
  sessionIdOf,
  statusOf,
  type Trust,
  trust,
  unknownSession,
} from "./widget-schemas.ts";
import { widgetStatus } from "./widget-status.schema.ts";
import { trackOperation } from "./widget-track.ts";

const identifyOperation = operation(
  "POST /widget/identify",
  {
    summary: "Say who the visitor is",
    description:
      "The same as in init, later. A signed token is answered with the session of the person it proves, under a new " +
      "`session_id` to go on with; the one that was sent ends. `confirm: true` says that the visitor submitted them in a form or confirmed an " +
      "email or phone found in a message: then the lead is made even before any message.",
    permission: "widget:access",
    errors: unknownSession,
    body: z.strictObject({
      session_id: sessionId,
      identity: identityClaims.describe(
        "Claims about the visitor. Newer ones are laid over those known; empty texts count as absent.",
      ),
      confirm: z
        .boolean()
        .optional()
        .describe(
          "true: the visitor submitted or confirmed this, so that an email or phone makes the lead even before any message. Without it, the lead waits for the first message.",
        ),
    }),
    returns: z.object({
      session_id: z.string().describe("The session as it was sent, or the one to go on with after a token."),
      trust,
    }),
    // The answer names the session, which is stored nowhere; saying the same twice changes nothing.
    sensitive: true,
    events: captureEvents,
    example: { session_id: "ws_98765", identity: { email: "jane@company.com", name: "Jane Doe" }, confirm: true },
    async prepare(context, { body }) {
      requireValidEmail(body.identity);
      return {
        person: await proveIdentity(context, body.identity),
        settings: await readSettings(context.space),
      };
    },
  },
  async (context, { body, prepared: { person, settings } }) => {
    const key = publicKey(context);
    const identification = { identity: body.identity, confirm: body.confirm === true, country: settings.country };
    const session_id = sessionIdOf(context, body);
    if (person === null) {
      const session = await claimSession(context, key, session_id);
      const { trust } = await identify(context, session, identification);
      return { session_id, trust: trust as Trust };
    }
    const presented = await findPresented(context, key, session_id);
    if (presented === null) throw noSession();
    const arriving = { person, presented, said: body.identity, browser: presented.session };
    const arrival = await verifyVisitor(context, key, arriving);
    await identifyProved(context, arrival, identification);
    return { session_id: arrival.session_id, trust: arrival.session.trust as Trust };
  },
);

const endOperation = operation(
  "POST /widget/end",
  {
    summary: "End the visitor's conversation",
    description:
      "Idempotent. A rating may come with the end or, once, after it. The next message starts a new conversation.",
    permission: "widget:access",
    errors: unknownSession,
    body: z.strictObject({
      session_id: sessionId,
      rating: z.int().min(1).max(5).optional().describe("How good it was, 1 (poor) to 5 (very good)."),
      comment: z.string().trim().max(2000).optional().describe("Kept with the rating."),
    }),
    returns: z.object({
      session_id: z.string().describe("The session, as it was sent. It lives on."),
      status: z.literal("ended").describe("Always ended, also when there was nothing to end."),
      ended_at: z.string().describe("When it ended, UTC ISO 8601; now when there was no conversation."),
      conversation_id: z.int().nullable().describe("The conversation that is over; null when there was none."),
    }),
    sensitive: true,
    events: ["conversation.ended"],
    example: { session_id: "ws_98765", rating: 5, comment: "Quick and friendly" },
  },
  async (context, { body }) => {
    const session_id = sessionIdOf(context, body);
    const session = await claimSession(context, publicKey(context), session_id);
    const conversation = await latestConversation(context, session);
    const status = "ended" as const;
    if (conversation === null) return { session_id, status, ended_at: context.now, conversation_id: null };
    const rating = session.blocked_at === null ? body : {};
    const { ended_at, conversation_id } = await endConversation(context, conversation, senderOf(session), rating);
    return { session_id, status, ended_at: ended_at ?? context.now, conversation_id };
  },
);

const readOperation = operation(
  "POST /widget/read",
  {
    summary: "Tell how far the visitor has read",
    description: "The mark only moves forward.",
    permission: "widget:access",
    charge: "poll",
    errors: unknownSession,
    body: z.strictObject({
      session_id: sessionId,
      conversation_id: z.int().positive().describe("One of this session's conversations."),
      seq: readSeq,
    }),
    returns: z.object({
      conversation_id: z.int().describe("The conversation."),
      seq: z.int().describe("How far the visitor has read now."),
    }),
    example: { session_id: "ws_98765", conversation_id: 310, seq: 3 },
  },
  async (context, { body }) => {
    const session = await findSession(context.db, publicKey(context), sessionIdOf(context, body), context.now);
    const found = await findConversation(context.db, body.conversation_id);
    const conversation = ofSession(found, session.widget_session_id);
    const seq = await markRead(context, conversation, "visitor", body.seq);
    return { conversation_id: conversation.conversation_id, seq };
  },
);

const pageOperation = operation(
  "POST /widget/page",
  {
    summary: "Note the page the visitor looks at",
    description:
      "At most one page in 2 s and 50 in all are kept for 30 days, without query values that may be secret. The score of the session's lead follows at once.",
    permission: "widget:access",
    charge: "poll",
    errors: unknownSession,
    body: z.strictObject({ session_id: sessionId, page_url: pageUrl, page_title: pageTitle.nullish() }),
    events: ["lead.updated"],
    returns: z.object({
      stored: z.boolean().describe("false: the page was passed over, 2 s after another or for its address."),
    }),
    example: { session_id: "ws_98765", page_url: "https://customer-site.com/pricing", page_title: "Pricing" },
  },
  async (context, { body }) => {
    const session = await claimSession(context, publicKey(context), sessionIdOf(context, body));
    const trail = withPage(session.trail, body, context.now);
    if (trail === null) return { stored: false };
    const attribution = withTouch(session.attribution, body, context.now);
    const seen = await changeSession(context, session, { trail, attribution });
    await scorePages(context, session, seen);
    return { stored: true };
  },
);

const statusOperation = operation(
  "GET /widget/status",
  {
    summary: "Ask whether somebody is there",
    description:
      "Who answers just now, the business hours, and how your services are. It may be cached for 15 s. It counts towards the polling limit of 120 a minute, not towards the visitor's 30. A page asks it by one request, without a preflight, with its public key in the address (`?key=pk_…`) and no header of its own; the key's websites hold as ever.",
    permission: "widget:access",
    charge: "poll",
    returns: widgetStatus,
    cacheControl: "private, max-age=15",
  },
  async (context) => statusOf(context, await readSettings(context.space)),
);

const sessionOperation = operation(
  "GET /widget/session",
  {
    summary: "Look at the visitor's session",
    description: "Of the session in X-Widget-Session: what it is called here and how far its latest conversation is.",
    permission: "widget:access",
    errors: unknownSession,
    charge: "poll",
    returns: z.object({
      widget_session_id: z.int().describe("What the session is called here; no credential."),
      widget_token_id: z.int().describe("What the id that was sent is called here; no credential either."),
      visitor_id: z.string().describe("A label of the browser, `v_…`. It grants nothing."),
      trust,
      conversation_id: z.int().nullable().describe("The latest conversation; null without one."),
      head: z.int().describe("That conversation's highest seq; 0 without one."),
      epoch,
    }),
  },
  async (context) => {
    const session_id = sessionIdOf(context, {});
    const session = await findSession(context.db, publicKey(context), session_id, context.now);
    const conversation = await latestConversation(context, session);
    const widget_token_id = await credentialId(context.db, session_id);
    if (widget_token_id === null) throw noSession();
    return {
      widget_session_id: session.widget_session_id,
      widget_token_id,
      visitor_id: session.visitor_id,
      trust: session.trust as Trust,
      conversation_id: session.conversation_id,
      head: conversation?.next_seq ?? 0,
      epoch: context.space.epoch,
    };
  },
);

/** Everything a visitor's browser may ask, with a public key. */
export const widgetOperations = [
  initOperation,
  messageOperation,
  batchOperation,
  historyOperation,
  ownListOperation,
  ownHistoryOperation,
  identifyOperation,
  endOperation,
  readOperation,
  pageOperation,
  attributesOperation,
  trackOperation,
  statusOperation,
  sessionOperation,
] as const;
