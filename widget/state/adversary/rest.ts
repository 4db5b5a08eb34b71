import { type Database, type Stored, unreadOf } from "./server-state.ts";

export interface RestInput {
  readonly [part: string]: Record<string, unknown>;
}

/** What the API answers the console; undefined where there is nothing. */
export function answerRest(
  { conversations, feed, epoch }: Database,
  key: string,
  { query, params }: RestInput,
): object | undefined {
  const page = { page: 1, per_page: 100, total_pages: 1 };
  if (key === "GET /employees") return { data: [], pagination: { ...page, total: 0 } };
  if (key === "GET /conversations") {
    const wanted = `${query?.["status"]}`.split(",");
    const data = conversations.filter(({ status }) => wanted.includes(status)).map(rowOf);
    return { data, pagination: { ...page, total: data.length }, feed_seq: feed.length, epoch };
  }
  const found = conversations.find(({ id }) => id === params?.["id"]);
  return found && rowOf(found);
}

/** As the API lists it. */
function rowOf(one: Stored): object {
  const { id: conversation_id, status, events } = one;
  return { conversation_id, status, last_seq: events.length, unread: unreadOf(one, "agent"), assigned_to: null };
}
