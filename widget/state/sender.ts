import type { Refusal, Sent } from "../../gateway/protocol.ts";
import { createBackoff } from "./backoff.ts";
import type { Environment } from "./environment.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";

export interface SenderOptions {
  readonly outbox: Outbox;
  readonly environment: Pick<Environment, "after" | "random">;
  /** False while there is no connection: then nothing is tried. */
  readonly isReady: () => boolean;
  /** One `message:send`. Never rejects. */
  readonly send: (entries: readonly OutboxEntry[]) => Promise<Sent | Refusal>;
  /** Called after an acknowledgement, before its entries leave the outbox. */
  readonly onSent: (sent: Sent, entries: readonly OutboxEntry[]) => unknown;
  /** The server does not know this session: makes another one. Resolves to whether there is one now. */
  readonly renew: () => Promise<boolean>;
}

/** Carries the outbox to the server, one batch in flight, the oldest first. */
export interface Sender {
  /** There may be something to send, and nothing to wait for: new message, connected, page looked at again. */
  kick(): void;
  stop(): void;
}

const mostItems = 20;
const mostBytes = 48 * 1024;
/**
 * Refusals of the message itself, which no wait changes; everything else waits at the head of the line.
 * CONFLICT: the visitor ended the conversation that an agent answers in.
 */
const ofTheMessage = new Set<string>(["VALIDATION_ERROR", "FORBIDDEN", "DUPLICATE", "CONFLICT"]);
const ofTheSession = new Set<string>(["NOT_FOUND", "AUTH_REQUIRED"]);

/** The longest run from the head that one `message:send` may carry: one conversation, ≤ `most` items, ≤ 48 KiB. */
export function nextBatch(entries: readonly OutboxEntry[], most: number): OutboxEntry[] {
  const waiting = entries.filter((entry) => entry.state === "waiting");
  const head = waiting[0];
  if (head === undefined) return [];
  const encoder = new TextEncoder();
  const batch = [head];
  let bytes = 0;
  for (const entry of waiting.slice(0, Math.max(1, Math.min(most, mostItems)))) {
    bytes += encoder.encode(JSON.stringify({ client_id: entry.client_id, body: entry.body })).length + 1;
    if (entry === head) continue;
    if (bytes > mostBytes || entry.conversation_id !== head.conversation_id) break;
    batch.push(entry);
  }
  return batch;
}

export function createSender(options: SenderOptions): Sender {
  const { outbox } = options;
  const backoff = createBackoff(options.environment);
  let running = false;
  let again = false;
  let stopped = false;
  let most = mostItems;
  let renewed = false;
  /** The server wants no more for now, whatever happens here. */
  let limited = false;

  async function accept(sent: Sent, batch: readonly OutboxEntry[]): Promise<void> {
    most = sent.limit.remaining;
    renewed = false;
    backoff.reset();
    options.onSent(sent, batch);
    await outbox.remove(sent.items.map((item) => item.client_id));
  }

  /** A refusal that names no item is asked about one message at a time. */
  async function blame(refusal: Refusal, batch: readonly OutboxEntry[]): Promise<void> {
    const guilty = batch[batch.length === 1 ? 0 : (refusal.item ?? -1)];
    if (guilty === undefined) most = 1;
    else await outbox.fail(guilty.client_id, refusal.message);
  }

  /** Resolves to whether the next batch may follow at once. */
  async function refuse(refusal: Refusal, batch: readonly OutboxEntry[]): Promise<boolean> {
    const session = ofTheSession.has(refusal.code);
    if (ofTheMessage.has(refusal.code) || (session && renewed)) {
      await blame(refusal, batch);
      return true;
    }
    if (session) {
      renewed = await options.renew();
      return renewed && options.isReady();
    }
    limited = refusal.code === "RATE_LIMITED";
    const retry = () => {
      limited = false;
      kick();
    };
    backoff.schedule(retry, (refusal.retry_after ?? 0) * 1_000);
    return false;
  }

  /** Resolves to whether there may be more to do at once. */
  async function step(): Promise<boolean> {
    // Another tab may have sent these while this one waited for the lock.
    await outbox.reload();
    const batch = nextBatch(outbox.entries, most);
    if (batch.length === 0 || stopped || !options.isReady()) return false;
    const reply = await options.send(batch);
    if (stopped) return false;
    if (!reply.ok) return refuse(reply, batch);
    await accept(reply, batch);
    return true;
  }

  async function run(): Promise<void> {
    running = true;
    try {
      await outbox.expire();
      let more = true;
      while (more && !stopped && !limited) {
        again = false;
        more = (await outbox.exclusively(step)) || again;
      }
    } finally {
      running = false;
    }
  }

  function kick(): void {
    if (stopped || limited || !options.isReady()) return;
    backoff.cancel();
    if (running) {
      again = true;
      return;
    }
    if (outbox.entries.some((entry) => entry.state === "waiting")) void run();
  }

  return {
    kick,
    stop() {
      stopped = true;
      backoff.cancel();
    },
  };
}
