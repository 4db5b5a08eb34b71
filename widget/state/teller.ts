import type { Done, ReadMark, Refusal, WidgetSends } from "../../gateway/protocol.ts";
import type { Connection } from "./connection.ts";
import type { Environment } from "./environment.ts";

/** The server stores at most one page in 2 s, and forgets the others. */
const pageAtMostEvery = 2_000;

/** Tells the server what the visitor has seen: messages read, pages visited. What could not be told is told later. */
export interface Teller {
  /**
   * Tells how far the visitor has read, unless that was told, and the page when it changed (also without a page load).
   * Returns true: there is a teller.
   */
  catchUp(seen: ReadMark | undefined): true;
}

/** What a visitor may not tell now is not worth telling over and over. */
const isForLater = (reply: Done | Refusal) => !reply.ok && reply.code !== "FORBIDDEN";

export function createTeller(
  connection: Pick<Connection<WidgetSends>, "request" | "state">,
  { page, now }: Pick<Environment, "page" | "now">,
): Teller {
  /** What was told last, or is being told. */
  let told: ReadMark | undefined;
  let toldPage: string | null = null;
  let toldPageAt = Number.NEGATIVE_INFINITY;

  async function tellRead(seen: ReadMark | undefined): Promise<void> {
    if (seen === undefined || seen === told || connection.state !== "online") return;
    told = seen;
    const { conversation_id, seq } = seen;
    const reply = await connection.request("conversation:read", { conversation_id, seq });
    // A further mark that was told meanwhile says this one too.
    if (isForLater(reply) && told === seen) told = undefined;
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
    catchUp(seen) {
      void tellRead(seen);
      void tellPage();
      return true;
    },
  };
}
