import type { Refusal, Sent } from "../../gateway/protocol.ts";
import type { Environment } from "../state/environment.ts";
import { createOutbox, type Outbox, type OutboxEntry } from "../state/outbox.ts";
import { createSender, type Sender } from "../state/sender.ts";
import { createTabs } from "../state/tabs.ts";

export interface RepliesOptions {
  /** Names the outbox on this device: one per employee and mode. */
  readonly name: string;
  readonly environment: Environment;
  readonly isReady: () => boolean;
  /** The epoch that the console shows; undefined until it has heard of one. */
  readonly epoch: () => string | undefined;
  /** One `message:send`. Never rejects. */
  readonly send: (
    conversationId: number,
    items: readonly { client_id: string; body: string }[],
    epoch: string | undefined,
  ) => Promise<Sent | Refusal>;
  readonly onSent: (sent: Sent, entries: readonly OutboxEntry[]) => void;
  readonly onChange: () => void;
  readonly isSignedIn: () => Promise<boolean>;
}

/** What this agent wrote: shown at once, kept on this device until the server has acknowledged it, sent in order. */
export class Replies {
  readonly #outbox: Outbox;
  readonly #sender: Sender;
  readonly #epoch: RepliesOptions["epoch"];
  readonly #undo: readonly (() => void)[];

  constructor({ name, environment, isReady, epoch, send, onSent, onChange, isSignedIn }: RepliesOptions) {
    this.#epoch = epoch;
    const tabs = createTabs<"outbox">(environment, name);
    this.#outbox = createOutbox({ name, environment, tabs });
    this.#undo = [this.#outbox.subscribe(onChange), () => tabs.close()];
    this.#sender = createSender({
      outbox: this.#outbox,
      environment,
      isReady,
      onSent,
      renew: isSignedIn,
      send(entries) {
        const [head] = entries;
        const other = entries.findIndex((entry) => entry.epoch !== head?.epoch);
        const items = entries
          .slice(0, other < 0 ? undefined : other)
          .map(({ client_id, body }) => ({ client_id, body }));
        return send(head?.conversation_id ?? 0, items, head?.epoch);
      },
    });
  }

  get entries(): readonly OutboxEntry[] {
    return this.#outbox.entries;
  }

  /** Sends, and joins what this device kept from before; a storage that did not open is tried again. */
  async open(): Promise<void> {
    this.kick();
    await this.#outbox.open();
    this.kick();
  }

  add(conversationId: number, text: string): void {
    this.#outbox.add(text, conversationId, this.#epoch());
    this.kick();
  }

  /** Sends it again, into what the conversation is now. */
  async retry(key: string): Promise<void> {
    await this.#outbox.retry(key, this.#epoch());
    this.kick();
  }

  async discard(key: string): Promise<void> {
    await this.#outbox.remove([key]);
  }

  /** There may be something to send, and nothing to wait for. */
  kick(): void {
    this.#sender.kick();
  }

  stop(): void {
    this.#sender.stop();
    for (const undo of this.#undo) undo();
    this.#outbox.close();
  }
}
