import type { SeenIds } from "./seen.ts";

/** Does the work of a delivery unless it was done before; says which. Throws what the work throws. */
export type Once = (id: string, work: () => void | Promise<void>) => Promise<"processed" | "seen before">;

/**
 * An id is noted after its work, never before: a crash between the two costs a second processing, the other way round
 * it would cost the event. Deliveries of one id that come at the same time share one processing and its outcome.
 */
export function createOnce(seen: SeenIds): Once {
  const running = new Map<string, Promise<void>>();
  return async (id, work) => {
    if (seen.has(id)) return "seen before";
    const first = running.get(id);
    if (first !== undefined) {
      await first;
      return "seen before";
    }
    const run = (async () => {
      await work();
      seen.add(id);
    })();
    running.set(id, run);
    try {
      await run;
      return "processed";
    } finally {
      running.delete(id);
    }
  };
}
