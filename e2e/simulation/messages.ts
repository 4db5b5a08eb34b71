import { asVisitor, type BrowserState, sessionOf } from "./browser-state.ts";
import { same } from "./mismatch.ts";
import type { Claims, Conversation } from "./oracle/ledger.ts";
import { say, whereTo } from "./oracle/visitors.ts";
import type { Answer, World } from "./world.ts";

export interface Message {
  readonly body: string;
  readonly client_id: string;
  readonly contact?: Claims | undefined;
  readonly form?: "prechat" | "offline" | undefined;
}

export async function speak(world: World, state: BrowserState, message: Message): Promise<void> {
  hear(world, state, message, await send(world, state, message));
}

export async function speakTwice(world: World, state: BrowserState, message: Message): Promise<void> {
  const [one, other] = await Promise.all([send(world, state, message), send(world, state, message)]);
  same("which message it is that was sent twice", [one.message_id, one.seq], [other.message_id, other.seq]);
  hear(world, state, message, one);
}

export async function resend(world: World, state: BrowserState): Promise<void> {
  const { sent } = state;
  if (sent === null) throw new Error("A story sends a message again before it sent one.");
  const answer = await send(world, state, sent);
  same("where a resent message stands", [sent.conversation_id, sent.seq], [answer.conversation_id, answer.seq]);
}

async function send(world: World, state: BrowserState, { body, client_id, contact, form }: Message): Promise<Answer> {
  const more = { ...(contact === undefined ? {} : { contact }), ...(form === undefined ? {} : { form }) };
  return await asVisitor(world, state, "POST /widget/message", { message: body, client_id, ...more });
}

/** Tells the oracle what the product has taken, once both agree on the conversation it went to. */
function hear(world: World, state: BrowserState, { body, client_id, contact, form }: Message, answer: Answer): void {
  const { conversation_id, seq } = answer;
  const { mind } = world;
  const session = sessionOf(state);
  const at = world.now();
  const expected = whereTo(mind, session, at);
  const known = mind.ledger.conversations.some(({ id }) => id === conversation_id);
  if (expected === "new") same("whether the message started a conversation", true, !known);
  else same("the conversation that a message went to", expected.id, conversation_id);
  say(mind, session, { body, claims: contact ?? {}, form: form ?? "chat", conversation_id, seq, at });
  state.sent = { body, client_id, conversation_id, seq };
}

/** R7: a visitor reads the session's own latest conversation, and never a word of anybody else's. */
export async function readAll(world: World, state: BrowserState): Promise<void> {
  const query = { after_seq: 0, limit: 200, wait: 0 };
  const page = await world.visitor(state.key, state.sessionId, "GET /widget/messages", { query });
  const { conversation } = sessionOf(state);
  same("which conversation is read", conversation?.id ?? null, page.conversation.conversation_id);
  same("what is read", conversation === null ? [] : saidIn(conversation), heardIn(page.data));
}

const saidIn = ({ messages }: Conversation) =>
  messages.map(({ by, body, seq }) => ({ by, body, seq })).sort((a, b) => a.seq - b.seq);

const heardIn = (events: Answer[]) =>
  events
    .filter(({ type, sender }) => type === "message" && sender.kind !== "bot")
    .map(({ seq, sender, body }) => ({ by: sender.kind, body, seq }));
