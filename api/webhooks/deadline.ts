/** The time that work has is over. */
export class TimeUp extends Error {
  override readonly name = "TimeUp";
}

export interface Deadline {
  /** Aborts with TimeUp when the time is over, or with the outer signal's reason. */
  readonly signal: AbortSignal;
  /** Lets go of the timer and of the outer signal. */
  end(): void;
}

/** Unlike `AbortSignal.any`, it leaves nothing behind on an outer signal that lives as long as the process. */
export function startDeadline(milliseconds: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  const stop = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(new TimeUp()), milliseconds);
  outer?.addEventListener("abort", stop);
  if (outer?.aborted) stop();
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", stop);
    },
  };
}

/** The promise's value, unless the signal aborts before. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  return await Promise.race([promise, aborted]);
}
