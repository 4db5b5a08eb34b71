import type { BusMessage } from "../api/events/bus.ts";
import { createDistribution, createTally, type Distribution, momentSeconds, type Spread } from "../api/measure.ts";

type Kind = BusMessage["kind"];

export interface FactStats {
  /** Facts and signals that were passed on to browsers, by kind; each once, to however many it went. */
  readonly sent: ReadonlyMap<Kind, number>;
  /** By kind of fact, from its commit until it was handed to its last socket. */
  readonly delays: ReadonlyMap<Kind, Spread>;
}

export interface FactMeter {
  /** `committedAt` is of `performance.now()`; signals have none. What concerns no browser is passed over. */
  sent(kind: Kind, committedAt: number | undefined): void;
  read(): FactStats;
}

const facts = ["conversation.event", "conversation.read", "feed.event", "revoked"] as const satisfies readonly Kind[];
const signals = [
  "typing",
  "presence",
  "availability",
  "viewing",
  "visitor.seen",
  "visitors.changed",
] as const satisfies readonly Kind[];

export function createFactMeter(): FactMeter {
  const told = new Set<Kind>([...facts, ...signals]);
  const sent = createTally<Kind>([...told]);
  const delays = new Map<Kind, Distribution>(facts.map((kind) => [kind, createDistribution(momentSeconds)]));
  return {
    sent(kind, committedAt) {
      if (!told.has(kind)) return;
      sent.add(kind);
      if (committedAt !== undefined) delays.get(kind)?.add((performance.now() - committedAt) / 1000);
    },
    read: () => ({
      sent: sent.read(),
      delays: new Map([...delays].map(([kind, delay]) => [kind, delay.read()])),
    }),
  };
}
