export interface RetryOptions {
  /** How often a call is sent again at most. */
  readonly times: number;
  /** Seconds; when the server asks to wait longer, its refusal is thrown at once. Default 60. */
  readonly longestWait?: number;
}

/** The world that waiting needs. */
export interface Waiting {
  readonly now: () => number;
  readonly random: () => number;
  /** Rejects with the signal's reason when it aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * The same fetch, which sends again what was answered 429 or 503, once Retry-After has passed. After 429 nothing has
 * happened yet. After 503 something may have, so that a POST is sent again only when it has an Idempotency-Key.
 */
export function retrying(
  send: typeof fetch,
  { times, longestWait = 60 }: RetryOptions,
  waiting: Waiting = realWaiting,
): typeof fetch {
  return async (address, init) => {
    for (let tries = 0; ; tries += 1) {
      const response = await send(address, init);
      if (tries >= times || !isPassing(response.status, init)) return response;
      const milliseconds = askedWait(response, waiting) ?? backoff(tries, waiting);
      if (milliseconds > longestWait * 1000) return response;
      // Unread, the answer would hold its connection.
      await response.body?.cancel();
      await waiting.wait(milliseconds, init?.signal ?? undefined);
    }
  };
}

function isPassing(status: number, init: RequestInit | undefined): boolean {
  const isRepeatable = init?.method !== "POST" || new Headers(init.headers).has("Idempotency-Key");
  return status === 429 || (status === 503 && isRepeatable);
}

/** What Retry-After says, which is seconds or a date (RFC 9110, 10.2.3); null without one. */
function askedWait({ headers }: Response, { now }: Waiting): number | null {
  const text = headers.get("Retry-After") ?? "";
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now();
  return Number.isNaN(milliseconds) ? null : Math.max(0, milliseconds);
}

/** 0.5 s, doubled each time, and up to half less so that many clients do not return together. */
const backoff = (tries: number, { random }: Waiting) => 500 * 2 ** tries * (1 - random() / 2);

const realWaiting: Waiting = {
  now: Date.now,
  random: Math.random,
  wait: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, milliseconds);
      if (signal?.aborted === true) abort();
      else signal?.addEventListener("abort", abort, { once: true });
    }),
};
