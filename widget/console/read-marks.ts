import type { AgentSends } from "../../gateway/protocol.ts";
import type { Connection } from "../state/connection.ts";
import type { Inbox } from "./inbox/inbox.ts";

/** What the server may take another time. */
const forLater = new Set<string>(["UNAVAILABLE", "SERVER_ERROR", "RATE_LIMITED"]);

/**
 * Tells the server how far this agent has read, each mark once, and the inbox when the server knows it. What cannot be
 * told now is told when it is caught up.
 */
export class ReadMarks {
  readonly #connection: Pick<Connection<AgentSends>, "request">;
  readonly #inbox: Pick<Inbox, "read">;
  readonly #seen = new Map<number, number>();
  /** What was told last, or is being told. */
  readonly #told = new Map<number, number>();

  constructor(connection: Pick<Connection<AgentSends>, "request">, inbox: Pick<Inbox, "read">) {
    this.#connection = connection;
    this.#inbox = inbox;
  }

  mark(conversationId: number, seq: number): void {
    this.#seen.set(conversationId, Math.max(seq, this.#seen.get(conversationId) ?? 0));
    void this.#tell(conversationId);
  }

  /** The server may answer again. */
  catchUp(): void {
    for (const conversationId of this.#seen.keys()) void this.#tell(conversationId);
  }

  async #tell(conversation_id: number): Promise<void> {
    const seq = this.#seen.get(conversation_id) ?? 0;
    if (seq === this.#told.get(conversation_id)) return;
    this.#told.set(conversation_id, seq);
    const reply = await this.#connection.request("conversation:read", { conversation_id, seq });
    // The fact of it may be lost, and there is none where somebody else has told it before.
    if (reply.ok) this.#inbox.read({ conversation_id, by: "agent", seq });
    // A further mark that was told meanwhile says this one too.
    else if (forLater.has(reply.code) && this.#told.get(conversation_id) === seq) this.#told.delete(conversation_id);
  }
}
