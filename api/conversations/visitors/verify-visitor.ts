import type { ApiKey } from "../../access/actor.ts";
import { notSigned, type ProvedPerson } from "../../access/identity.ts";
import { holdSecret } from "../../access/identity-secrets.ts";
import type { Context } from "../../kit/operation.ts";
import type { Conversation } from "../conversation.ts";
import { type IdentityClaims, mergeClaims, toClaims } from "./claims.ts";
import { type Moved, moveConversations } from "./move-conversations.ts";
import { forgetCredential, giveCredential, renewCredential } from "./session-credential.ts";
import { findIdentityOf, provedClaims, putIdentity, type VisitorIdentity } from "./visitor-identity.ts";
import {
  type Claims,
  changeSession,
  claimSessionOf,
  createSession,
  readSession,
  resumeSession,
  type WidgetSession,
} from "./widget-session.ts";

/** What a browser held before its visitor proved who it is. */
export interface Presented {
  readonly session_id: string;
  readonly session: WidgetSession;
}

export interface Arriving {
  readonly person: ProvedPerson;
  readonly presented: Presented | null;
  /** Claims beside the token; what the token says stands above them. */
  readonly said: IdentityClaims;
  /** What the person's session begins with, where it is the first time. */
  readonly browser: Pick<WidgetSession, "visitor_id" | "locale" | "user_agent">;
}

export interface Arrival {
  /** The one session of the person, whatever the browser. */
  readonly session: WidgetSession;
  readonly session_id: string;
  /** Conversations that came along with the browser (R9). */
  readonly moved: readonly Conversation[];
  readonly isNew: boolean;
  /** Whether a lead may have to hear of it. */
  readonly isNews: boolean;
}

/** The session behind a presented id: claimed where it may be moved from. Null when it opens nothing. */
export async function findPresented(context: Context, key: ApiKey, session_id: string): Promise<Presented | null> {
  const known = await readSession(context.db, key, session_id, context.now);
  // A person's session is not held here: two people who change places would wait for each other.
  const session = known === null || known.identity_id !== null ? known : await resumeSession(context, key, session_id);
  return session === null ? null : { session_id, session };
}

/**
 * Lets a proved person in. The answer is a new credential: the presented one may have been planted by somebody else, and
 * ends here. It stays only where the same person had proved it before. Throws VALIDATION_ERROR when the secret was ended
 * since it verified the token.
 */
export async function verifyVisitor(context: Context, key: ApiKey, arriving: Arriving): Promise<Arrival> {
  const { person, presented } = arriving;
  if (!(await holdSecret(context, person.identity_secret_id))) throw notSigned();
  const { identity, session: held, isNew } = await holdPerson(context, key, arriving);
  const isSame = presented !== null && presented.session.identity_id === identity.identity_id;
  const { session: joined, conversations } = isSame
    ? { session: held, conversations: [] }
    : await takeOver(context, presented, held, identity);
  const claims = mergeClaims(joined.claims, { ...toClaims(arriving.said), ...provedClaims(identity) });
  const session = await changeSession(context, joined, { claims });
  if (isSame) await renewCredential(context, presented.session_id, person);
  const session_id = isSame ? presented.session_id : await giveCredential(context, session.widget_session_id, person);
  return {
    session,
    session_id,
    moved: conversations,
    isNew,
    isNews: claims !== held.claims || conversations.length > 0,
  };
}

/**
 * The person and its session, both held until the commit, the session first: whoever writes in it may touch the person
 * afterwards.
 */
async function holdPerson(
  context: Context,
  key: ApiKey,
  { person, browser }: Arriving,
): Promise<{ readonly identity: VisitorIdentity; readonly session: WidgetSession; readonly isNew: boolean }> {
  const known = await findIdentityOf(context.db, key.first_key_id, person.external_id);
  const standing = known === null ? null : await claimSessionOf(context, known.identity_id);
  const identity = await putIdentity(context, key.first_key_id, person);
  // Somebody else may have made it while this transaction waited for the person.
  const session = standing ?? (await claimSessionOf(context, identity.identity_id));
  if (session !== null) return { identity, session, isNew: false };
  const { visitor_id, locale, user_agent } = browser;
  const made = await createSession(context, {
    ...{ visitor_id, locale, user_agent },
    key_id: key.first_key_id,
    identity_id: identity.identity_id,
    claims: {},
    attribution: {},
    trail: [],
  });
  return { identity, session: made, isNew: true };
}

/** Ends the presented credential. What an anonymous visitor did with it becomes the person's. */
async function takeOver(
  context: Context,
  presented: Presented | null,
  held: WidgetSession,
  { external_id }: VisitorIdentity,
): Promise<Moved> {
  if (presented === null) return { session: held, conversations: [] };
  await forgetCredential(context, presented.session_id);
  const { session } = presented;
  if (!belongsTo(session, external_id)) return { session: held, conversations: [] };
  const moved = await moveConversations(context, session, held);
  return {
    ...moved,
    session: await changeSession(context, moved.session, { claims: fillClaims(held.claims, session) }),
  };
}

/** Two people never become one: not by a proof after another, and not when the site had named somebody else before. */
const belongsTo = ({ identity_id, claims }: WidgetSession, externalId: string) =>
  identity_id === null && (claims.external_id === undefined || claims.external_id === externalId);

const fillClaims = (known: Claims, { claims }: WidgetSession): Claims => {
  const filled = { ...claims, ...known };
  return Object.keys(filled).length === Object.keys(known).length ? known : filled;
};
