import { setTimeout as pause } from "node:timers/promises";
import type { Sender } from "./senders.ts";

/** Everybody sends one thing after another, each as soon as the one before is acknowledged. */
export interface Sending {
  /** What each has sent so far, acknowledged, in his order. */
  readonly sent: ReadonlyMap<Sender, readonly string[]>;
  /** Resolves once everybody has so many more acknowledged than now. */
  more(count: number): Promise<void>;
  /** Resolves once the last is acknowledged. Rejects with what went wrong for anybody. */
  stop(): Promise<void>;
}

/** People think between two messages. */
const betweenSendsMs = 20;

export function keepSending(senders: readonly Sender[]): Sending {
  const sent = new Map(senders.map((sender) => [sender, [] as string[]]));
  const stopping = new AbortController();
  const { signal } = stopping;

  async function sendOn(sender: Sender): Promise<void> {
    const texts = sent.get(sender) ?? [];
    while (!signal.aborted) {
      const text = `${sender.name}: message ${texts.length + 1}`;
      await sender.send(text);
      texts.push(text);
      await pause(betweenSendsMs);
    }
  }

  const all = Promise.all(senders.map(sendOn));
  // Who goes wrong stops everybody; `stop` tells why.
  all.catch(() => stopping.abort());
  return {
    sent,
    async more(count) {
      const wanted = new Map([...sent].map(([sender, texts]) => [sender, texts.length + count]));
      const reached = () => [...sent].every(([sender, texts]) => texts.length >= (wanted.get(sender) ?? 0));
      while (!signal.aborted && !reached()) await pause(betweenSendsMs);
      if (signal.aborted) await all;
    },
    async stop() {
      stopping.abort();
      await all;
    },
  };
}

/** One look at something that must go on whatever happens. */
export interface Read {
  readonly what: string;
  readonly answer: unknown;
  readonly milliseconds: number;
}

export interface Reading {
  /** What was read since this was asked last. */
  take(): readonly Read[];
  stop(): Promise<void>;
}

/** Reads each of these again and again, several at a time. What a read throws is its answer. */
export function keepReading(reads: Readonly<Record<string, () => Promise<unknown>>>): Reading {
  let done: Read[] = [];
  let stopping = false;

  async function readOn(what: string, read: () => Promise<unknown>): Promise<void> {
    while (!stopping) {
      const began = performance.now();
      const answer = await read().catch((error: unknown) => error);
      done.push({ what, answer, milliseconds: performance.now() - began });
      await pause(betweenReadsMs);
    }
  }

  const all = Promise.all(Object.entries(reads).map(([what, read]) => readOn(what, read)));
  return {
    take() {
      const taken = done;
      done = [];
      return taken;
    },
    async stop() {
      stopping = true;
      await all;
    },
  };
}

const betweenReadsMs = 10;
