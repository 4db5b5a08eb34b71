import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { readSettings } from "../conversations/settings.ts";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import { claimImport, failImport, hasUnfinished, type Job, leaseMs, releaseImport } from "./lease.ts";
import { starterMayWrite } from "./starter.ts";
import { takeChunk } from "./take-chunk.ts";

/** Attempts at rows that fail by a fault of ours, before the import is given up. */
const attempts = 3;
const [firstPauseMs, longestPauseMs] = [100, 30_000];

export interface ImportRunner {
  /** Runs what waits in a space: now, whenever an import is queued, and what a dead process left behind. */
  watch(space: Space): void;
  /** Begins nothing more; resolves once the transaction under way has ended. */
  close(): Promise<void>;
}

interface RunnerOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** The space in which the people of a space sign in. */
  readonly liveOf: (space: Space) => Promise<Space>;
}

/** Runs imports, one after another in each space, and one process at a time. */
export function createImportRunner({ clock, log, liveOf }: RunnerOptions): ImportRunner {
  const owner = randomUUID();
  const closing = new AbortController();
  const { signal } = closing;
  const watched: { readonly stop: () => void; readonly idle: () => Promise<void> }[] = [];

  /** Takes the rows of one import until it is over, is taken away, or the runner closes. */
  async function run(space: Space, job: Job): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        if ((await takeNext(space, job)) !== "more") return;
        failures = 0;
        await turn();
      } catch (error) {
        failures += 1;
        log.error({ err: error, space: space.name, import_id: job.import_id }, "rows of an import could not be taken");
        if (isFinal(error, failures)) return await giveUp(space, job);
        await pause(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs));
      }
    }
    await releaseImport(space, job);
  }

  async function takeNext(space: Space, job: Job): Promise<"more" | "finished" | "taken_away"> {
    if (!(await starterMayWrite(job.created_by, { space, live: await liveOf(space), now: clock.now() }))) {
      const failure =
        "Whoever started the import may no longer write leads: the key was revoked or has expired, the employee disabled, or leads:write taken away. What was imported stays; import the remaining rows as somebody else.";
      await failImport(space, job, failure, clock.now());
      return "finished";
    }
    return await takeChunk(space, job, { settings: await readSettings(space), now: clock.now() });
  }

  const giveUp = (space: Space, job: Job) =>
    failImport(
      space,
      job,
      "Something went wrong on our side. What was imported stays; report the import_id, then import the remaining rows.",
      clock.now(),
    );

  async function runAll(space: Space): Promise<void> {
    while (!signal.aborted && (await hasUnfinished(space.read))) {
      const job = await claimImport(space, owner, clock.now());
      if (job === null) return;
      await run(space, job);
    }
  }

  /** Ends at once when the runner closes. */
  const pause = (milliseconds: number) => wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);

  function watch(space: Space): void {
    let running: Promise<void> | null = null;
    let again = false;
    const work = async () => {
      while (again && !signal.aborted) {
        again = false;
        await runAll(space).catch((error: unknown) =>
          log.error({ err: error, space: space.name }, "imports could not be run; they are looked at again soon"),
        );
      }
      running = null;
    };
    const wake = () => {
      if (signal.aborted) return;
      again = true;
      running ??= work();
    };
    const timer = setInterval(wake, leaseMs).unref();
    const unsubscribe = space.bus.subscribe(({ kind }) => {
      if (kind === "import.queued") wake();
    });
    watched.push({
      stop() {
        clearInterval(timer);
        unsubscribe();
      },
      idle: async () => {
        while (running !== null) await running;
      },
    });
    wake();
  }

  return {
    watch,
    async close() {
      closing.abort();
      for (const { stop } of watched) stop();
      await Promise.all(watched.map(({ idle }) => idle()));
    },
  };
}

/** Lets whatever else waits have its turn. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A database that is away comes back, however long it takes: nothing is wrong with the rows. */
const isFinal = (error: unknown, failures: number) =>
  failures >= attempts && !(error instanceof AppError && error.code === "UNAVAILABLE");
