import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { Cast } from "./cast.ts";
import type { Page } from "./people.ts";
import { conversationOf, type Stored, seenBy } from "./server-state.ts";

/** An event in views. */
export const keyOf = (event: ConversationEvent) => event.client_id ?? `m${event.message_id}`;

function sessionOf({ network }: Cast, { tab }: Page): string | null | undefined {
  return [...network.links].findLast((link) => link.tab === tab && link.caller !== undefined)?.caller;
}

/** The conversation that a page shows, or ought to. */
export function shownBy(cast: Cast, page: Page): Stored | undefined {
  const { database } = cast.server;
  if (page.chat === null) return database.conversations.find(({ id }) => id === page.openId());
  const session = sessionOf(cast, page);
  return typeof session === "string" ? conversationOf(database, session) : undefined;
}

/**
 * Where the session cannot be kept, each tab has its own, and both may send what lies in the outbox that they share: it is
 * unique for its session only.
 */
export function isApart({ visitors }: Cast): boolean {
  return visitors.storageRefuses;
}

/** After each step: what was stored is never taken back, nothing stands there twice or out of order. */
export function look(cast: Cast): void {
  for (const page of cast.pages) if (!page.tab.closed) lookAt(cast, page);
}

const looked = new WeakMap<Page, unknown>();

function lookAt(cast: Cast, page: Page): void {
  const items = page.items();
  if (looked.get(page) === items) return;
  looked.set(page, items);
  const { world, server } = cast;
  const { epoch, conversations } = server.database;
  const keys = new Set(items.map(({ key }) => key));
  if (keys.size < items.length) world.fault(`${page.tab.name} shows a message twice`);
  const kind = page.chat === null ? "agent" : "visitor";
  const current =
    shownBy(cast, page) ?? conversations.find(({ events }) => events.some((one) => page.shown.has(keyOf(one))));
  const places: ReadonlyMap<string, number> = new Map(
    current?.events.map((event) => [keyOf(seenBy(kind, event)), event.seq]),
  );
  const isCalm = world.now > cast.lostAt + 15_000 && current === conversations.at(-1);
  const taken = takenBack(page, keys).filter(([key, shownIn]) => isCalm && shownIn === epoch && places.has(key));
  for (const [key] of taken) world.fault(`${page.tab.name} takes back ${key}`);
  judgeOrder(cast, page, places);
}

/** What is stored stands in the order in which it is stored. */
function judgeOrder(cast: Cast, page: Page, places: ReadonlyMap<string, number>): void {
  const stored = page.items().filter(({ delivery }) => delivery !== "sending" && delivery !== "failed");
  let last = 0;
  for (const { key } of stored) {
    const seq = places.get(key) ?? last;
    if (seq < last && !isApart(cast)) cast.world.fault(`${page.tab.name} shows ${key} out of order`);
    last = seq;
    if (!page.shown.has(key)) page.shown.set(key, cast.server.database.epoch);
  }
}

/** What was shown as stored, in which epoch, and is no longer. */
function takenBack({ shown }: Page, keys: ReadonlySet<string>): (readonly [string, string])[] {
  const gone = [...shown].filter(([key]) => !keys.has(key));
  for (const [key] of gone) shown.delete(key);
  return gone;
}
