import type { ConsoleClient } from "../api.ts";
import type { FeedPosition } from "../feed.ts";
import { type ConversationRow, counted } from "../records.ts";

const perPage = 100;
const mostPages = 10;

/** All open conversations, and the position of the feed they belong to. Rejects when the API refuses. */
export async function loadOpen(
  client: Pick<ConsoleClient, "call">,
): Promise<{ readonly rows: readonly ConversationRow[]; readonly position: FeedPosition }> {
  const rows: ConversationRow[] = [];
  let position: FeedPosition | null = null;
  for (let page = 1; ; page += 1) {
    const answer = await client.call("GET /conversations", { query: { status: "open", per_page: perPage, page } });
    // The first page's position: what changes while the others load is then told by the feed once more.
    const { feed_seq, epoch } = answer;
    position ??= { feed_seq, epoch };
    rows.push(...answer.data);
    if (page >= Math.min(mostPages, counted(answer).pagination.total_pages)) return { rows, position };
  }
}
