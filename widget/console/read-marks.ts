import type { Done, Refusal } from "../../gateway/protocol.ts";

/** One `conversation:read`. Never rejects. */
export type TellRead = (conversationId: number, seq: number) => Promise<Done | Refusal>;

/** Tells the server how far this agent has read. What cannot be told now is told when the connection is back. */
export class ReadMarks {
  readonly #tell: TellRead;
  readonly #untold = new Map<number, number>();

  constructor(tell: TellRead) {
    this.#tell = tell;
  }

  async mark(conversationId: number, seq: number): Promise<void> {
    this.#untold.set(conversationId, seq);
    const reply = await this.#tell(conversationId, seq);
    const again = !reply.ok && reply.code === "UNAVAILABLE";
    if (!again && this.#untold.get(conversationId) === seq) this.#untold.delete(conversationId);
  }

  /** The connection is back. */
  retry(): void {
    for (const [conversationId, seq] of [...this.#untold]) void this.mark(conversationId, seq);
  }
}
