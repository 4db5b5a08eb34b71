import { z } from "zod";
import { chargeNewSession } from "../access/charge.ts";
import { type Context, type CostContext, operation } from "../kit/operation.ts";
import { withPage, withTouch } from "./attribution.ts";
import { identityClaims, mergeClaims, refuseToken, toClaims } from "./claims.ts";
import { latestConversation } from "./open-conversation.ts";
import { appearance, readSettings } from "./settings.ts";
import { epoch, pageTitle, pageUrl, publicKey, statusOf, type Trust, trust, widgetStatus } from "./widget-schemas.ts";
import {
  changeSession,
  createSession,
  newSessionId,
  readSession,
  resumeSession,
  sessionBucket,
  visitorIdOr,
  type WidgetSession,
} from "./widget-session.ts";

const body = z.strictObject({
  visitor_id: z
    .string()
    .max(200)
    .nullish()
    .describe("A label for the browser, `v_…`; made when absent. It grants nothing."),
  page_url: pageUrl.nullish(),
  page_title: pageTitle.nullish(),
  referrer: pageUrl.nullish().describe("The address the visitor came from; kept as page_url is."),
  locale: z.string().max(100).nullish().describe("BCP 47, for example de-AT."),
  identity: identityClaims.optional().describe("Claims about the visitor; the lead is made with the first message."),
  session_id: z.string().max(128).nullish().describe("A session kept from before; resumed while it is valid."),
});

const returns = z.object({
  session_id: z.string().describe("The visitor's only credential. Keep it on the device, never in an address."),
  greeting: z.string().describe("The first words the visitor reads."),
  branding: z
    .object({
      company_name: z.string().describe("The name in the chat's head."),
      primary_color: z.string().describe("The chat's colour, `#rgb` or `#rrggbb`."),
      logo_url: z.string().nullable().describe("The logo's https address; null without one."),
    })
    .describe("How the chat looks: the key's own settings before the space's."),
  visitor_id: z.string().describe("A label of the browser, `v_…`: the one sent, or a new one. It grants nothing."),
  epoch,
  trust,
  status: widgetStatus.describe("What GET /widget/status answers."),
  settings: z.record(z.string(), z.unknown()).describe("What the site's owner configured for this key."),
  conversation: z
    .object({
      conversation_id: z.int().describe("The conversation's id."),
      last_seq: z.int().describe("Its highest seq."),
      status: z.enum(["open", "closed", "ended"]).describe("`closed` by an agent, `ended` by the visitor."),
      ended: z.boolean().describe("true: the visitor ended it, so the next message starts a new one."),
    })
    .nullable()
    .describe("The latest conversation of a resumed session; null without one."),
});

/** Makes or resumes a visitor's session: one small row, no conversation, no lead (R2). */
export const initOperation = operation(
  "POST /widget/init",
  {
    summary: "Start or resume a widget session",
    description:
      "Called at the visitor's first act. A session unused for 24 h is swept; a used one lives 180 days from its last use. " +
      "A `session_id` that is no longer valid is answered with a new session.",
    permission: "widget:access",
    body,
    returns,
    envelope: "bare",
    sensitive: true,
    example: {
      visitor_id: "v_abc123",
      page_url: "https://customer-site.com/support",
      referrer: "https://google.com",
    },
    async prepare(context, { body }) {
      if (!(await isKept(context, body))) await chargeNewSession(context.api, context.request.address);
      return await readSettings(context.space);
    },
  },
  async (context, { body, prepared: settings }) => {
    const key = publicKey(context);
    const identity = body.identity ?? {};
    refuseToken(identity);
    const kept = keptSession(context, body);
    const resumed = kept === null ? null : await resumeSession(context, key, kept);
    const { session, session_id } =
      resumed === null || kept === null
        ? await begin(context, body)
        : { session: await goOn(context, resumed, body), session_id: kept };
    const conversation = await latestConversation(context, session);
    return {
      session_id,
      ...appearance(key, settings),
      visitor_id: session.visitor_id,
      epoch: context.space.epoch,
      trust: session.trust as Trust,
      status: statusOf(context, settings),
      settings: key.settings,
      conversation: conversation && {
        conversation_id: conversation.conversation_id,
        last_seq: conversation.next_seq,
        status: conversation.status as "open" | "closed" | "ended",
        ended: conversation.status === "ended",
      },
    };
  },
);

type Body = z.output<typeof body>;

const keptSession = ({ request }: Pick<Context, "request">, { session_id }: Body) =>
  request.widgetSession ?? session_id ?? null;

async function isKept(context: CostContext, body: Body): Promise<boolean> {
  const kept = keptSession(context, body);
  return kept !== null && (await readSession(context.db, publicKey(context), kept, context.now)) !== null;
}

async function begin(context: Context, body: Body): Promise<{ session: WidgetSession; session_id: string }> {
  const key = publicKey(context);
  const session_id = newSessionId();
  const session = await createSession(context, {
    sessionId: session_id,
    key_id: key.first_key_id,
    visitor_id: visitorIdOr(body.visitor_id),
    claims: toClaims(body.identity ?? {}),
    attribution: withTouch({}, body, context.now),
    trail: withPage([], body, context.now) ?? [],
    locale: localeOr(body.locale, null),
    user_agent: context.request.userAgent?.slice(0, 400) ?? null,
  });
  if (key.rate_limit_scope === "visitor") preCharge(context, session.widget_session_id, key.rate_limit_per_minute);
  return { session, session_id };
}

async function goOn(context: Context, session: WidgetSession, body: Body): Promise<WidgetSession> {
  return await changeSession(context, session, {
    claims: mergeClaims(session.claims, toClaims(body.identity ?? {})),
    attribution: withTouch(session.attribution, body, context.now),
    trail: withPage(session.trail, body, context.now) ?? session.trail,
    locale: localeOr(body.locale, session.locale),
  });
}

/**
 * A new session starts with its init already counted, so that one init and 29 messages are 30 requests. Not awaited:
 * a transaction waits for nothing but its database, and a limiter that fails costs the visitor nothing.
 */
function preCharge({ api, space }: Context, widgetSessionId: number, limit: number): void {
  api.limiter
    .take([{ name: sessionBucket(space, widgetSessionId), limit }], 1)
    .catch((error: unknown) => api.log.warn({ err: error }, "a new session could not be charged"));
}

function localeOr(locale: string | null | undefined, otherwise: string | null): string | null {
  return locale && /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(locale) ? locale.slice(0, 35) : otherwise;
}
