import { setTimeout as rest } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Tally } from "../measure.ts";
import type { Secrets } from "../secrets.ts";
import type { Space } from "../store/space.ts";
import { type Begun, beginTry } from "./begin-try.ts";
import { type Claim, type Claimed, claimDue, giveBack } from "./claim.ts";
import { giveUpWaiting } from "./give-up.ts";
import type { Reason } from "./health.ts";
import { type Outcome, outcomeName, type TryOutcome } from "./outcome.ts";
import { queueReplayed } from "./replay-events.ts";
import type { Times } from "./schedule.ts";
import type { WebhookSender } from "./sender.ts";
import { settle } from "./settle.ts";
import type { Turnstile } from "./turnstile.ts";

/** Deliveries that one webhook gets at the same time. */
const mostFlying = 4;
/** Deliveries that are taken ahead, so that those of other records need not wait for a slow one. */
const mostTaken = 16;

export interface House {
  readonly clock: Clock;
  readonly log: Logger;
  readonly secrets: Secrets;
  readonly sender: WebhookSender;
  readonly times: Times;
  /** Counts each try that came to an end. */
  readonly tries: Tally<TryOutcome>;
}

/** What goes to one webhook: others never wait for it. */
export interface Lane {
  /** Something is due, or may be. With `replays`, events of the past may wait to be queued again. */
  wake(what?: { readonly replays: boolean }): void;
  /** Something is due at this moment, milliseconds since the epoch. */
  wakeAt(due: number): void;
  /** Takes nothing more; what was taken ends or is given back. */
  close(): Promise<void>;
}

/**
 * Sends what is due for a webhook: four at a time, and of one record one after another. What it takes is leased, so that
 * it is due again should this process die. `inTurn` keeps it from taking more of the database than is its share.
 */
export function createLane(space: Space, webhookId: number, house: House, inTurn: Turnstile): Lane {
  const { clock, log, times } = house;
  const taken: Claimed[] = [];
  const flying = new Map<string, Promise<void>>();
  const closing = new AbortController();
  const ending = new AbortController();
  let isDue = false;
  let hasReplays = false;
  let failures = 0;
  let taking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  function pump(): void {
    if (closing.signal.aborted) return;
    for (const one of startable()) start(one);
    if (taking !== null) return;
    if (taken.some(isLate)) takeBy(giveAllBack);
    else if (isDue && taken.length < mostTaken - mostFlying && flying.size < mostFlying) takeBy(take);
  }

  /** One at a time: what is taken next comes after all that was taken before, and before all that is given back. */
  function takeBy(step: () => Promise<void>): void {
    taking = step().finally(() => {
      taking = null;
      pump();
    });
  }

  /** Those that may begin now. An event waits for the one before it of the same record. */
  function startable(): readonly Claimed[] {
    const records = new Set(flying.keys());
    const free = mostFlying - flying.size;
    const found: Claimed[] = [];
    for (const one of taken) {
      if (found.length === free) break;
      if (!records.has(one.record) && !isLate(one)) found.push(one);
      records.add(one.record);
    }
    for (const one of found) taken.splice(taken.indexOf(one), 1);
    return found;
  }

  /** It has waited for so long that its try might outlast its lease. */
  const isLate = ({ lease }: Claimed) => clock.now() > lease - times.tryMs;

  /** All of it: of one record nothing may be kept while what came before goes back. */
  async function giveAllBack(): Promise<void> {
    isDue = true;
    const all = taken.splice(0);
    await inTurn(() => giveBack(space, all)).catch((error: unknown) =>
      report(error, "deliveries could not be given back; they come due by themselves"),
    );
  }

  function start(one: Claimed): void {
    const flight = fly(one)
      .catch((error: unknown) => report(error, "a delivery could not be written down; it is sent again"))
      .then(restAfterFailures)
      .finally(() => {
        flying.delete(one.record);
        pump();
      });
    flying.set(one.record, flight);
  }

  /** A server that refuses everything is tried the less often: its backlog would keep the machine busy. */
  async function restAfterFailures(): Promise<void> {
    const wait = times.restAfter(failures);
    if (wait > 0) await restFor(wait);
  }

  const restFor = (milliseconds: number) =>
    rest(milliseconds, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);

  async function fly(one: Claimed): Promise<void> {
    const begun = await inTurn(() => beginTry(space, one, { secrets: house.secrets, now: clock.now() }));
    if (begun === null) return;
    const began = clock.now();
    const outcome = await attempt(begun);
    if (ending.signal.aborted && outcome.status === null) return await inTurn(() => giveBack(space, [one]));
    house.tries.add(outcomeName(outcome));
    failures = outcome.error === null ? 0 : failures + 1;
    const disabled = await writeDown(begun, outcome, began);
    if (disabled !== null) log.warn({ space: space.name, webhook_id: webhookId, reason: disabled }, "webhook disabled");
    else if (outcome.error !== null) isDue = true;
  }

  /** As long as the lease lasts: what arrived is not sent again because the database was away for a moment. */
  async function writeDown(begun: Begun, outcome: Outcome, began: number): Promise<Reason | null> {
    for (;;) {
      try {
        return await inTurn(() => settle(space, begun, outcome, { times, began, now: clock.now() }));
      } catch (error) {
        if (closing.signal.aborted || clock.now() + times.databaseMs >= begun.lease) throw error;
        await restFor(times.databaseMs);
      }
    }
  }

  async function attempt({ endpoint, message_id, content }: Begun): Promise<Outcome> {
    if (endpoint === null) return unreadable;
    return await house.sender.send(endpoint, { id: message_id, content }, ending.signal);
  }

  /** Takes what is due; where that is little, queues events of the past. */
  async function take(): Promise<void> {
    isDue = false;
    const now = clock.now();
    const most = mostTaken - taken.length;
    try {
      const claim = await inTurn(() => claimDue(space, webhookId, { now, leaseMs: times.leaseMs, most }));
      if (claim === null) return await inTurn(() => giveUpWaiting(space, webhookId, now));
      taken.push(...claim.claimed);
      if (claim.claimed.length === most) isDue = true;
      else await lookBeyond(claim, now);
    } catch (error) {
      report(error, "deliveries could not be taken; they are looked at again soon");
      // Not at once: a database that is away is left to come back.
      wakeAt(now + times.databaseMs);
    }
  }

  async function lookBeyond({ claimed, nextDue }: Claim, now: number): Promise<void> {
    // What is due and was not to be had is held by somebody: it is not asked for all the time.
    const isHeld = claimed.length === 0 && nextDue !== null && nextDue <= now;
    if (nextDue !== null) wakeAt(isHeld ? now + times.databaseMs : nextDue);
    if (!hasReplays) return;
    // Before the answer: whoever wakes the lane meanwhile knows of more.
    hasReplays = false;
    const mayBeMore = await inTurn(() => queueReplayed(space, webhookId, now)).catch((error: unknown) => {
      hasReplays = true;
      throw error;
    });
    if (mayBeMore) isDue = hasReplays = true;
  }

  const report = (error: unknown, message: string) =>
    log.error({ err: error, space: space.name, webhook_id: webhookId }, message);

  function wake(what?: { readonly replays: boolean }): void {
    isDue = true;
    hasReplays ||= what?.replays === true;
    pump();
  }

  function wakeAt(due: number): void {
    const wait = due - clock.now();
    // What is due later is found by the next look.
    if (closing.signal.aborted || wait > times.lookMs) return;
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(wait, 0)).unref();
  }

  return {
    wake,
    wakeAt,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await taking;
      const grace = setTimeout(() => ending.abort(), times.graceMs);
      await Promise.all(flying.values());
      clearTimeout(grace);
      await giveAllBack();
    },
  };
}

const unreadable: Outcome = {
  status: null,
  error:
    "The webhook's secret cannot be read: secrets.json is another than it was kept with. Give the webhook a new one.",
  answer: null,
  retryAfterMs: null,
  durationMs: 0,
};
