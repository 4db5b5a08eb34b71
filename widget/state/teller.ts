import type { Done, Refusal, WidgetSends } from "../../gateway/protocol.ts";
import type { Connection } from "./connection.ts";
import type { Environment } from "./environment.ts";

/** The server stores at most one page in 2 s, and forgets the others. */
const pageAtMostEvery = 2_000;

/** Tells the server what the visitor has seen: messages read, pages visited. What could not be told is told later. */
export interface Teller {
  read(conversationId: number, seq: number): void;
  /** Tells what is still untold, and the page when it changed (also without a page load). */
  catchUp(): void;
}

/** What a visitor may not tell now is not worth telling over and over. */
const isForLater = (reply: Done | Refusal) => !reply.ok && reply.code !== "FORBIDDEN";

export function createTeller(
  connection: Pick<Connection<WidgetSends>, "request" | "state">,
  { page, now }: Pick<Environment, "page" | "now">,
): Teller {
  let untold: { readonly conversation_id: number; readonly seq: number } | null = null;
  let toldPage: string | null = null;
  let toldPageAt = Number.NEGATIVE_INFINITY;

  async function tellRead(): Promise<void> {
    const mark = untold;
    if (mark === null || connection.state !== "online") return;
    untold = null;
    const reply = await connection.request("conversation:read", mark);
    if (isForLater(reply)) untold ??= mark;
  }

  async function tellPage(): Promise<void> {
    const { url, title } = page();
    const early = now() - toldPageAt < pageAtMostEvery;
    if (url === toldPage || early || connection.state !== "online") return;
    toldPage = url;
    toldPageAt = now();
    const reply = await connection.request("page:view", { page_url: url, page_title: title });
    if (isForLater(reply)) toldPage = null;
  }

  return {
    read(conversation_id, seq) {
      untold = { conversation_id, seq };
      void tellRead();
    },
    catchUp() {
      void tellRead();
      void tellPage();
    },
  };
}
