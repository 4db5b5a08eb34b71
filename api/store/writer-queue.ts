import { setTimeout as wait } from "node:timers/promises";
import type { Database as Connection } from "better-sqlite3";
import type { Kysely } from "kysely";
import { AppError } from "../errors.ts";
import { createDistribution, momentSeconds } from "../measure.ts";
import type { Database, DatabaseStats } from "./database.ts";
import type { Tables } from "./tables.ts";

/** A group ends after this many operations or milliseconds, so that nobody waits long for others. */
const groupOperations = 64;
const groupMs = 5;
const operationBounds = [1, 2, 4, 8, 16, 32, groupOperations];
/**
 * Another process may hold the file (the command line). It is waited for a little less long than clients wait for an
 * ack, so that they hear of it; asking costs microseconds.
 */
const patienceMs = 4500;
const [shortestPauseMs, longestPauseMs] = [2, 25];

interface Waiting {
  run(db: Kysely<Tables>): Promise<unknown>;
  committed(result: unknown, at: number): void;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Outcome {
  readonly operation: Waiting;
  readonly result: unknown;
}

export interface WriterQueue {
  readonly transact: Database["transact"];
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  stats(): DatabaseStats;
}

/**
 * Group commit: operations run strictly one after another, each in a savepoint of one open transaction, which is
 * committed (one fsync) when nobody waits any more, or after 64 operations or 5 ms. Results are handed out after it.
 */
export function createWriterQueue(
  connection: Connection,
  db: Kysely<Tables>,
  translate: (error: unknown) => unknown,
): WriterQueue {
  const waiting: Waiting[] = [];
  const statement = (text: string) => connection.prepare(text);
  const [begin, commit, rollback] = [statement("begin immediate"), statement("commit"), statement("rollback")];
  const [savepoint, release, undo] = [
    statement("savepoint operation"),
    statement("release operation"),
    statement("rollback to operation"),
  ];
  const operations = createDistribution(operationBounds);
  const commitSeconds = createDistribution(momentSeconds);
  let lostOperations = 0;
  let draining: Promise<void> | null = null;

  async function beginPatiently(): Promise<void> {
    const end = performance.now() + patienceMs;
    for (let pause = shortestPauseMs; ; pause = Math.min(2 * pause, longestPauseMs)) {
      try {
        begin.run();
        return;
      } catch (error) {
        if (performance.now() > end || !isBusy(error)) throw translate(error);
        await wait(pause);
      }
    }
  }

  /** Runs one operation; true when the transaction is still alive after it. */
  async function runOne(operation: Waiting, done: Outcome[]): Promise<boolean> {
    try {
      savepoint.run();
      const result = await operation.run(db);
      release.run();
      done.push({ operation, result });
      return true;
    } catch (error) {
      operation.reject(translate(error));
      return undoOne();
    }
  }

  /** Takes the rows of one operation back; false when that cannot be, and with them the whole transaction must go. */
  function undoOne(): boolean {
    // SQLite ends the whole transaction by itself on a full disk or an I/O error.
    if (!connection.inTransaction) return false;
    try {
      undo.run();
      release.run();
      return true;
    } catch {
      return false;
    }
  }

  /** Runs what waits, one after another; false when the transaction was lost on the way. */
  async function runWaiting(done: Outcome[]): Promise<boolean> {
    const started = performance.now();
    for (let count = 0; count < groupOperations && performance.now() - started < groupMs; count += 1) {
      const operation = waiting.shift();
      if (operation === undefined) return true;
      if (!(await runOne(operation, done))) return false;
    }
    return true;
  }

  /** Commits the open transaction; returns why it could not be. */
  function commitOrExplain(): unknown {
    try {
      commit.run();
      return null;
    } catch (error) {
      return error;
    }
  }

  /** What cannot even be rolled back is refused by the next begin, and everybody hears of it there. */
  function rollBack(): void {
    try {
      if (connection.inTransaction) rollback.run();
    } catch {
      return;
    }
  }

  async function runGroup(): Promise<void> {
    const done: Outcome[] = [];
    const alive = await runWaiting(done);
    const began = performance.now();
    const problem = alive ? commitOrExplain() : new Error("SQLite ended the transaction.");
    if (problem !== null) {
      giveUp(done, problem);
      return;
    }
    const at = performance.now();
    operations.add(done.length);
    commitSeconds.add((at - began) / 1000);
    for (const outcome of done) handOut(outcome, at);
  }

  function giveUp(done: readonly Outcome[], problem: unknown): void {
    lostOperations += done.length;
    rollBack();
    for (const { operation } of done) operation.reject(lost(problem));
  }

  function handOut({ operation, result }: Outcome, at: number): void {
    try {
      operation.committed(result, at);
      operation.resolve(result);
    } catch (error) {
      operation.reject(error);
    }
  }

  /** Without a transaction nobody who waits can be served. */
  function refuseAll(error: unknown): void {
    for (const operation of waiting.splice(0)) operation.reject(error);
  }

  async function drain(): Promise<void> {
    do {
      // Whatever else arrived in this turn of the event loop joins the group. Between groups too: somebody who writes one
      // batch after another would otherwise keep every other request from being read.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await beginPatiently().then(runGroup, refuseAll);
    } while (waiting.length > 0);
    draining = null;
  }

  return {
    transact: (work, committed) =>
      new Promise((resolve, reject) => {
        waiting.push({
          run: work,
          committed: (result, at) => committed?.(result as Awaited<ReturnType<typeof work>>, at),
          resolve: (result) => resolve(result as Awaited<ReturnType<typeof work>>),
          reject,
        });
        draining ??= drain();
      }),
    async idle() {
      while (draining !== null) await draining;
    },
    stats: () => ({
      engine: "sqlite",
      waiting: waiting.length,
      operations: operations.read(),
      commitSeconds: commitSeconds.read(),
      lost: lostOperations,
    }),
  };
}

const isBusy = (error: unknown) =>
  error instanceof Error && "code" in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code));

const lost = (cause?: unknown) =>
  new AppError("UNAVAILABLE", "The change could not be written to disk and was undone. Try again shortly.", {
    retryAfter: 1,
    cause,
  });
