import type { ConversationEvent } from "../../../api/conversations/conversation.schema.ts";
import type { Cast } from "./cast.ts";
import { isApart, keyOf, shownBy } from "./look.ts";
import type { Page, Written } from "./people.ts";
import { refused } from "./server.ts";
import { type Stored, seenBy, unreadOf } from "./server-state.ts";

/** When all is quiet. */
export function judge(cast: Cast): void {
  const events = cast.server.database.conversations.flatMap((one) => one.events);
  judgeMessages(cast, events);
  judgeOrder(cast, events);
  for (const page of cast.pages) {
    if (page.tab.closed) continue;
    if (page.chat !== null) judgeChat(cast, page);
    else judgeConsole(cast, page);
  }
}

function judgeMessages(cast: Cast, events: readonly ConversationEvent[]): void {
  const { pages } = cast;
  const open = [...pages].filter(({ tab }) => !tab.closed);
  const replies = open.flatMap(({ desk }) => desk?.replies.entries ?? []).filter(({ state }) => state === "failed");
  const items = [...open.flatMap((page) => page.items()), ...replies.map((one) => ({ ...one, delivery: "failed" }))];
  for (const one of cast.written) {
    const count = events.filter(({ body }) => body === one.body).length;
    const failed = items.find(({ body, delivery }) => body === one.body && delivery === "failed");
    if (count > 0) judgeStored(cast, one, count, failed !== undefined);
    else judgeUnstored(cast, one, failed);
  }
}

function judgeStored(cast: Cast, { body }: Written, count: number, isFailed: boolean): void {
  if (count > 1 && !isApart(cast)) cast.world.fault(`${body} is stored ${count} times`);
  if (count === 1 && isFailed) cast.world.fault(`${body} is stored, and shown as not sent`);
}

function judgeUnstored(cast: Cast, one: Written, failed: { readonly problem: string | null } | undefined): void {
  // What the device no longer gives, a new page cannot show.
  const isUnreadable = one.tab.closed && one.tab.browser.disk.refuses;
  if (one.excused || isUnreadable || isExcused(cast, one)) return;
  if (failed === undefined) cast.world.fault(`${one.body} of ${one.tab.name} is lost`);
  else if (!mayFail(cast, one)) cast.world.fault(`${one.body} is shown as not sent: ${failed.problem}`);
}

/** Its commit was known to its sender, and went with a session or a database. */
function isExcused({ server, losses }: Cast, { body }: Written): boolean {
  const commits = server.commits.filter((one) => one.body === body);
  return losses > 0 && commits.some(({ client_id }) => server.acknowledged.has(client_id));
}

function mayFail({ losses, happened, office }: Cast, { body, tab }: Written): boolean {
  if (refused.test(body)) return true;
  if (tab.browser === office) return losses > 0 || happened.has("end");
  // A second session that is unknown as well marks the message.
  return losses > 1;
}

/**
 * A message that a second lost session marked (mayFail) no longer goes before the next one. Without a disk each tab marks its
 * own copy, and another tab may still send what this one has given up.
 */
function mayGiveUpAlone({ losses, visitors }: Cast): boolean {
  return losses > 1 && (!visitors.has.disk || visitors.disk.refuses);
}

/** Each tab's messages stand in the order in which they were written; an agent, who writes in several conversations, in each. */
function judgeOrder(cast: Cast, events: readonly ConversationEvent[]): void {
  const { world, written, office } = cast;
  const places = new Map(events.map(({ body, conversation_id: id }, index) => [body, { index, id }]));
  const last = new Map<unknown, { readonly place: number; readonly body: string }>();
  for (const { body, tab } of written) {
    const found = places.get(body);
    if (found === undefined) continue;
    const { index: place, id } = found;
    const writer = tab.browser === office ? `${tab.name} in ${id}` : tab;
    const before = last.get(writer);
    const apart = tab.browser !== office && (isApart(cast) || mayGiveUpAlone(cast));
    if (before !== undefined && place < before.place && !apart) world.fault(`${body} stands before ${before.body}`);
    last.set(writer, { place, body });
  }
}

function judgeChat(cast: Cast, page: Page): void {
  const { world, written, visitors } = cast;
  const { name } = page.tab;
  if (!written.some(({ tab }) => tab.browser === visitors)) return;
  if (page.chat?.snapshot.connection !== "online") {
    world.fault(`${name} is not online`);
    return;
  }
  const conversation = shownBy(cast, page);
  const items = page.items();
  if (items.some(({ delivery }) => delivery === "sending")) world.fault(`${name} still sends`);
  compare(cast, page, conversation, "visitor");
  const unread = conversation === undefined ? 0 : unreadOf(conversation, "visitor");
  const shown = page.chat.snapshot.unread;
  if (shown !== unread) world.fault(`${name} counts ${shown} unread of ${unread}`);
}

function compare(cast: Cast, page: Page, conversation: Stored | undefined, kind: "visitor" | "agent"): void {
  const { world } = cast;
  const { name } = page.tab;
  const read = conversation?.read[kind === "visitor" ? "agent" : "visitor"] ?? 0;
  const wanted = (conversation?.events ?? []).slice(-200).map((event) => {
    const own = (kind === "visitor") === (event.sender.kind === "visitor");
    const delivery = own ? (event.seq <= read ? "read" : "sent") : "in";
    return `${keyOf(seenBy(kind, event))} ${delivery}`;
  });
  const stored = page.items().filter(({ delivery }) => delivery !== "failed" && delivery !== "sending");
  const lines = stored.map(({ key, delivery }) => `${key} ${delivery ?? "in"}`);
  if (lines.join() === wanted.join()) return;
  const index = wanted.findIndex((line, at) => line !== lines[at]);
  const at = index < 0 ? wanted.length : index;
  world.fault(`${name} shows ${lines.length} of ${wanted.length}: ${lines[at]} where ${wanted[at]} stands`);
}

function judgeConsole(cast: Cast, page: Page): void {
  const { world, server } = cast;
  const { name } = page.tab;
  const { desk } = page;
  if (desk?.connection.value !== "online") {
    world.fault(`${name} is not online`);
    return;
  }
  if (desk.replies.entries.some(({ state }) => state === "waiting")) world.fault(`${name} still sends`);
  const open = server.database.conversations.filter(({ status }) => status === "open");
  const { rows } = desk.inbox.state.value;
  for (const one of open) {
    const row = rows.get(one.id);
    const wanted = `${one.events.length}/${unreadOf(one, "agent")}`;
    const shown = `${row?.last_seq}/${row?.unread}`;
    if (shown !== wanted) world.fault(`${name} lists conversation ${one.id} as ${shown}, not ${wanted}`);
  }
  const stale = [...rows.values()].filter(
    (row) => row.status === "open" && !open.some(({ id }) => id === row.conversation_id),
  );
  if (stale.length > 0) world.fault(`${name} lists conversation ${stale[0]?.conversation_id}, which is not open`);
  judgeSeen(cast, page);
  if (page.openId() !== null) compare(cast, page, shownBy(cast, page), "agent");
}

/** What an agent has seen is read, where it is still there. */
function judgeSeen({ seen, server, world }: Cast, { tab }: Page): void {
  for (const { id, seq } of seen.filter((one) => one.tab === tab)) {
    const read = server.database.conversations.find((one) => one.id === id)?.read.agent ?? seq;
    if (read < seq) world.fault(`${tab.name} has read conversation ${id} to ${seq}, the server knows of ${read}`);
  }
}
