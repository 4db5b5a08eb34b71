import type { IncomingMessage, ServerResponse } from "node:http";
import type { Api } from "../api/api.ts";

export interface Health {
  /** Answers /livez and /readyz; false for every other address. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** From now on this process is not ready: a proxy sends new requests elsewhere. */
  draining(): void;
}

/** Alive: the event loop turns. Ready: the databases answer and no drain has begun. */
export function createHealth(api: Pick<Api, "spaces" | "log">): Health {
  let draining = false;

  async function isReady(): Promise<boolean> {
    if (draining) return false;
    try {
      for (const space of await api.spaces.opened())
        await space.read.selectFrom("meta").select("key").limit(1).execute();
      return true;
    } catch (error) {
      api.log.warn({ err: error }, "not ready: a database does not answer");
      return false;
    }
  }

  return {
    async handle(request, response) {
      const path = request.url?.split("?", 1)[0];
      if (path !== "/livez" && path !== "/readyz") return false;
      const ok = path === "/livez" || (await isReady());
      response.writeHead(ok ? 200 : 503, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
      response.end(ok ? "ok\n" : "not ready\n");
      return true;
    },
    draining() {
      draining = true;
    },
  };
}
