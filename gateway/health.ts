import type { IncomingMessage, ServerResponse } from "node:http";
import type { Api } from "../api/api.ts";

export interface Health {
  /** Answers /livez and /readyz; false for every other address. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** The product is whole: from now on its databases decide whether it is ready. */
  started(api: Watched): void;
  /** From now on this process is not ready: a proxy sends new requests elsewhere. */
  draining(): void;
}

interface Watched {
  readonly spaces: { opened(): Promise<readonly { ping(): Promise<void> }[]> };
  readonly log: Pick<Api["log"], "warn">;
}

/** Databases that take longer do not answer: whoever asks for readiness gives up after a few seconds himself. */
const patience = 2000;

/**
 * Alive: the event loop turns, also while a long migration runs. Ready: the product has started, its databases answer
 * within two seconds, and no drain has begun. All who ask at the same time share one look.
 */
export function createHealth({ patienceMs = patience } = {}): Health {
  let watched: Watched | null = null;
  let draining = false;
  let looking: Promise<boolean> | null = null;

  async function look({ spaces, log }: Watched): Promise<boolean> {
    try {
      const pinged = spaces.opened().then((opened) => Promise.all(opened.map((space) => space.ping())));
      await within(patienceMs, pinged);
      return true;
    } catch (error) {
      log.warn({ err: error }, "not ready: a database does not answer");
      return false;
    }
  }

  async function isReady(): Promise<boolean> {
    if (draining || watched === null) return false;
    looking ??= look(watched).finally(() => {
      looking = null;
    });
    const answers = await looking;
    // The drain may have begun while a database was asked.
    return answers && !draining;
  }

  return {
    handle(request, response) {
      const path = request.url?.split("?", 1)[0];
      if (path === "/livez") answer(response, true);
      else if (path === "/readyz") void isReady().then((ready) => answer(response, ready));
      else return false;
      return true;
    },
    started(api) {
      watched = api;
    },
    draining() {
      draining = true;
    },
  };
}

function answer(response: ServerResponse, ok: boolean): void {
  response.writeHead(ok ? 200 : 503, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  response.end(ok ? "ok\n" : "not ready\n");
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
