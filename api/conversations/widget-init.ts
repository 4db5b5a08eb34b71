import { z } from "zod";
import { chargeNewSession } from "../access/charge.ts";
import type { ProvedPerson } from "../access/identity.ts";
import { type Context, type CostContext, operation } from "../kit/operation.ts";
import { withPage, withTouch } from "./attribution.ts";
import { captureEvents } from "./leads/lead-capture.ts";
import { scorePages } from "./leads/page-score.ts";
import { latestConversation } from "./open-conversation.ts";
import { noteOrigin } from "./seen-origins.ts";
import { appearance, readSettings } from "./settings.ts";
import { identityClaims, mergeClaims, toClaims } from "./visitors/claims.ts";
import { identifyProved } from "./visitors/identify.ts";
import { proveIdentity } from "./visitors/identity-token.ts";
import { giveCredential } from "./visitors/session-credential.ts";
import { sessionBucket } from "./visitors/session-partition.ts";
import { findPresented, verifyVisitor } from "./visitors/verify-visitor.ts";
import {
  changeSession,
  createSession,
  isAdmitted,
  readSession,
  resumeSession,
  visitorIdOr,
  type WidgetSession,
} from "./visitors/widget-session.ts";
import { epoch, pageTitle, pageUrl, publicKey, statusOf, type Trust, trust } from "./widget-schemas.ts";
import { widgetStatus } from "./widget-status.schema.ts";

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
  identity: identityClaims
    .optional()
    .describe(
      "Who the visitor is: a token that your server signed, or claims. The lead is made with the first message.",
    ),
  session_id: z
    .string()
    .max(128)
    .nullish()
    .describe("A session kept from before; resumed while it is valid. A verified one takes a fresh token beside it."),
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
      status: z
        .enum(["open", "closed", "ended"])
        .describe("`closed` by an agent or after 7 days without a message, `ended` by the visitor."),
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
      "A `session_id` that is no longer valid is answered with a new session. With a signed token in `identity` the answer " +
      "is the session of that person, under an id of this browser's own: what an anonymous visitor said in the presented " +
      "session within 30 days comes along, and its id ends. An id of a verified session works for 12 h after each token.",
    permission: "widget:access",
    body,
    returns,
    envelope: "bare",
    sensitive: true,
    events: captureEvents,
    example: {
      visitor_id: "v_abc123",
      page_url: "https://customer-site.com/support",
      referrer: "https://google.com",
    },
    async prepare(context, { body }) {
      const person = await proveIdentity(context, body.identity);
      if (!(await isKept(context, body, person))) await chargeNewSession(context.api, context.request.address);
      return { person, settings: await readSettings(context.space) };
    },
  },
  async (context, { body, prepared: { person, settings } }) => {
    const key = publicKey(context);
    const { session, session_id } =
      person === null ? await enter(context, body) : await enterProved(context, body, person, settings.country);
    const conversation = isAdmitted(key, session) ? await latestConversation(context, session) : null;
    await noteOrigin(context, key, body.page_url);
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
type Entered = { readonly session: WidgetSession; readonly session_id: string };

const keptSession = ({ request }: Pick<Context, "request">, { session_id }: Body) =>
  request.widgetSession ?? session_id ?? null;

async function isKept(context: CostContext, body: Body, person: ProvedPerson | null): Promise<boolean> {
  const kept = keptSession(context, body);
  const session = kept === null ? null : await readSession(context.db, publicKey(context), kept, context.now);
  return session !== null && (person !== null || session.identity_id === null);
}

/** A visitor of whom nothing is proved. A session that was proved once shows nothing of itself without a fresh token. */
async function enter(context: Context, body: Body): Promise<Entered> {
  const key = publicKey(context);
  const kept = keptSession(context, body);
  const resumed = kept === null ? null : await resumeSession(context, key, kept);
  if (kept === null || resumed === null || resumed.identity_id !== null) return await begin(context, body);
  // Its conversations and its lead hear nothing new before the visitor is proved.
  if (!isAdmitted(key, resumed)) return { session: resumed, session_id: kept };
  const claims = mergeClaims(resumed.claims, toClaims(body.identity ?? {}));
  return { session: await goOn(context, resumed, body, claims), session_id: kept };
}

async function begin(context: Context, body: Body): Promise<Entered> {
  const key = publicKey(context);
  const session = await createSession(context, {
    ...browserOf(context, body),
    key_id: key.first_key_id,
    identity_id: null,
    claims: toClaims(body.identity ?? {}),
    attribution: withTouch({}, body, context.now),
    trail: withPage([], body, context.now) ?? [],
  });
  preCharge(context, session);
  return { session, session_id: await giveCredential(context, session.widget_session_id, null) };
}

async function enterProved(context: Context, body: Body, person: ProvedPerson, country: string): Promise<Entered> {
  const key = publicKey(context);
  const kept = keptSession(context, body);
  const said = body.identity ?? {};
  const arrival = await verifyVisitor(context, key, {
    person,
    presented: kept === null ? null : await findPresented(context, key, kept),
    said,
    browser: browserOf(context, body),
  });
  if (arrival.isNew) preCharge(context, arrival.session);
  const session = await goOn(context, arrival.session, body, arrival.session.claims);
  const { session_id, moved, isNews } = arrival;
  if (!isNews) return { session, session_id };
  const identification = { identity: said, confirm: false, country };
  return { session: await identifyProved(context, { session, moved }, identification), session_id };
}

const browserOf = (context: Context, body: Body) => ({
  visitor_id: visitorIdOr(body.visitor_id),
  locale: localeOr(body.locale, null),
  user_agent: context.request.userAgent?.slice(0, 400) ?? null,
});

async function goOn(
  context: Context,
  session: WidgetSession,
  body: Body,
  claims: WidgetSession["claims"],
): Promise<WidgetSession> {
  const resumed = await changeSession(context, session, {
    claims,
    attribution: withTouch(session.attribution, body, context.now),
    trail: withPage(session.trail, body, context.now) ?? session.trail,
    locale: localeOr(body.locale, session.locale),
  });
  await scorePages(context, session, resumed);
  return resumed;
}

/**
 * A new session starts with its init already counted, so that one init and 29 messages are 30 requests. Not awaited:
 * a transaction waits for nothing but its database, and a limiter that fails costs the visitor nothing.
 */
function preCharge(context: Context, { widget_session_id }: WidgetSession): void {
  const { api, space } = context;
  const { rate_limit_scope, rate_limit_per_minute: limit } = publicKey(context);
  if (rate_limit_scope !== "visitor") return;
  api.limiter
    .take([{ name: sessionBucket(space, widget_session_id), limit }], 1)
    .catch((error: unknown) => api.log.warn({ err: error }, "a new session could not be charged"));
}

function localeOr(locale: string | null | undefined, otherwise: string | null): string | null {
  return locale && /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/.test(locale) ? locale.slice(0, 35) : otherwise;
}
