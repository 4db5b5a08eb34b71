import type { Opens } from "./browser.ts";
import { asVisitor, type BrowserState, sessionOf } from "./browser-state.ts";
import { Mismatch, same } from "./mismatch.ts";
import type { Session } from "./oracle/ledger.ts";
import { type Proof, prove } from "./oracle/proof.ts";
import { arrive, see } from "./oracle/visitors.ts";
import type { Answer, World } from "./world.ts";

/** Opens the chat with what the browser kept of an earlier visit. */
export async function open(world: World, state: BrowserState, opens: Opens): Promise<void> {
  state.key = opens.key ?? state.key;
  const answer = await asVisitor(world, state, "POST /widget/init", initBody(world, state, opens));
  state.session =
    opens.proof === undefined ? openClaimed(world, state, opens, answer) : openProved(world, state, opens);
  state.sessionId = answer.session_id;
  state.visitorId = answer.visitor_id;
  same("how far the session is trusted", state.session.identity === null ? "claimed" : "verified", answer.trust);
  const shown: number | null = answer.conversation?.conversation_id ?? null;
  same("the conversation of the session", state.session.conversation?.id ?? null, shown);
}

function initBody(world: World, state: BrowserState, { page, identity, proof, visitor }: Opens): object {
  const visitor_id = visitor?.state.visitorId ?? state.visitorId;
  const shown = proof === undefined ? identity : { token: world.sign(state.key, proof) };
  return {
    ...(page ? { page_url: page } : {}),
    ...(shown === undefined ? {} : { identity: shown }),
    ...(visitor_id === null ? {} : { visitor_id }),
  };
}

function openClaimed(world: World, state: BrowserState, { page, identity }: Opens, answer: Answer): Session {
  const { session } = state;
  const isResumed = session !== null && answer.session_id === state.sessionId;
  if (session !== null && isKept(session)) same("whether the session is resumed", true, isResumed);
  if (isResumed) {
    session.claims = { ...session.claims, ...identity };
    if (page) see(session, page, world.now());
    return session;
  }
  const { person, key } = state;
  const claims = identity ?? {};
  return arrive(world.mind, { person, isEager: key === "eager", claims, page: page ?? null, at: world.now() });
}

/** R2: a session that was used is kept; of a proved one nothing is shown without a fresh proof. */
const isKept = ({ conversation, lead, identity }: Session) => (conversation ?? lead) !== null && identity === null;

function openProved(world: World, state: BrowserState, { page, proof }: Opens): Session {
  if (proof === undefined) throw new Error("A proof is missing.");
  const session = prove(world.mind, { person: state.person, proof, presented: state.session, at: world.now() });
  if (page) see(session, page, world.now());
  return session;
}

/** Proves who it is in the middle of a visit: from then on the browser has another session id. */
export async function proveIdentity(world: World, state: BrowserState, proof: Proof): Promise<void> {
  const presented = sessionOf(state);
  const before = state.sessionId;
  const identity = { token: world.sign(state.key, proof) };
  const { session_id, trust } = await asVisitor(world, state, "POST /widget/identify", { identity });
  same("how far the session is trusted", "verified", trust);
  state.session = prove(world.mind, { person: state.person, proof, presented, at: world.now() });
  state.sessionId = session_id;
  if (presented.identity === null) await requireForgotten(world, state, before);
}

/** The id that was known before the proof opens nothing any more. */
async function requireForgotten(world: World, { key }: BrowserState, sessionId: string | null): Promise<void> {
  const query = { after_seq: 0, limit: 200, wait: 0 };
  const answer = await world.visitor(key, sessionId, "GET /widget/messages", { query }).catch((error) => error.code);
  if (answer !== "NOT_FOUND") throw new Mismatch("what the id from before the proof opens", "NOT_FOUND", answer);
}
