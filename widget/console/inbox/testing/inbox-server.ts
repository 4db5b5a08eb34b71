import type { FeedEvent } from "../../../../gateway/protocol.ts";
import type { ConsoleClient } from "../../api.ts";
import type { ConversationRow } from "../../records.ts";
import { Inbox } from "../inbox.ts";

export function row(conversation_id: number, more: Partial<ConversationRow> = {}): ConversationRow {
  return {
    conversation_id,
    status: "open",
    assigned_to: null,
    unread: 1,
    waiting_since: null,
    ...more,
  } as ConversationRow;
}

export const event = (conversation_id: number): FeedEvent => ({
  feed_seq: 1,
  event_id: 1,
  type: "conversation.message",
  timestamp: "2026-03-10T14:30:00Z",
  conversation_id,
  data: {},
});

/** A server with these conversations, and a clock that runs when told. */
export function setUp(...known: ConversationRow[]) {
  const rows = new Map(known.map((one) => [one.conversation_id, one]));
  const calls: string[] = [];
  const due = new Set<() => void>();
  const refusal: { next: Error | null } = { next: null };
  const network = { isAway: false, late: [] as Promise<void>[] };
  const answers: Record<string, (input: Record<string, Record<string, unknown>>) => unknown> = {
    "GET /conversations": ({ query }) => {
      const wanted = String(query?.["status"]).split(",");
      const data = [...rows.values()].filter((one) => wanted.includes(one.status));
      const per_page = Number(query?.["per_page"]);
      const page = Number(query?.["page"] ?? 1);
      const total_pages = Math.ceil(data.length / per_page);
      const pagination = { page, per_page, total: data.length, total_pages };
      return { data: data.slice((page - 1) * per_page, page * per_page), pagination, feed_seq: 40 + page, epoch: "a" };
    },
    "GET /conversations/{id}": ({ params }) => rows.get(Number(params?.["id"])),
    "POST /conversations/{id}/reopen": ({ params }) => row(Number(params?.["id"])),
    "POST /conversations/{id}/lead": ({ params, body }) => {
      const id = Number(params?.["id"]);
      rows.set(id, row(id, { lead_id: Number(body?.["lead_id"] ?? 42) }));
      return { status: body?.["lead_id"] === undefined ? 201 : 200 };
    },
    "POST /conversations/{id}/close": ({ params }) => row(Number(params?.["id"]), { status: "closed" }),
  };
  const call = async (key: string, input: Record<string, Record<string, unknown>>) => {
    calls.push(key);
    const { next } = refusal;
    refusal.next = null;
    if (network.isAway) throw new Error("away");
    if (next !== null) throw next;
    const answer = answers[key]?.(input);
    await network.late.shift();
    return answer;
  };
  const inbox = new Inbox({ call, send: call } as unknown as ConsoleClient, (_milliseconds, run) => {
    due.add(run);
    return () => due.delete(run);
  });
  const elapse = () => {
    const now = [...due];
    due.clear();
    for (const run of now) run();
  };
  return { inbox, rows, calls, refusal, network, elapse };
}

export const many = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1));
