import { Worker } from "node:worker_threads";
import { AppError } from "../../errors.ts";
import { translate } from "../sqlite-connection.ts";
import { type Answer, type Task, unpackError } from "./messages.ts";

/** A read that needs more than this ends its thread, not the process. */
const mostMemoryMb = 256;

interface Asked {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

export interface Thread {
  isFree(): boolean;
  /** Throws what the driver's error means, or UNAVAILABLE when the thread ended under the task. */
  run(task: Task): Promise<unknown>;
  stop(): Promise<void>;
}

export interface ThreadEvents {
  /** Called whenever the thread has answered all it was asked. */
  onFree(): void;
  /** Called once when the thread is gone, before its tasks are refused; with the reason when nobody stopped it. */
  onEnd(reason: unknown): void;
}

/** Starts a reader thread. It keeps the process alive only while a task is under way. */
export function startThread({ onFree, onEnd }: ThreadEvents): Thread {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    name: "reader",
    // Flags of the process are about its own entry, as --watch or --input-type.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
  });
  const asked: Asked[] = [];
  let isStopping = false;
  let failure: unknown;
  worker.unref();

  worker.on("message", (answer: Answer) => {
    const next = asked.shift();
    if ("result" in answer) next?.resolve(answer.result);
    else next?.reject(translate(unpackError(answer.problem)));
    if (asked.length > 0) return;
    worker.unref();
    onFree();
  });
  worker.on("error", (error) => {
    failure = error;
  });
  worker.on("exit", (code) => {
    const reason = failure ?? new Error(`A reader thread ended with code ${code}.`);
    onEnd(isStopping ? null : reason);
    for (const { reject } of asked.splice(0)) reject(unreadable(reason));
  });

  return {
    isFree: () => asked.length === 0,
    run: (task) =>
      new Promise((resolve, reject) => {
        // Throws for a parameter that cannot be sent to a thread, and then nothing is asked.
        worker.postMessage(task);
        asked.push({ resolve, reject });
        worker.ref();
      }),
    async stop() {
      isStopping = true;
      await worker.terminate();
    },
  };
}

export const unreadable = (cause: unknown) =>
  new AppError("UNAVAILABLE", "The database cannot be read right now. Try again shortly.", { retryAfter: 1, cause });
