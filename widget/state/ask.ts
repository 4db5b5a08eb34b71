import type { Environment } from "./environment.ts";
import type { Answer, Session } from "./session.ts";

export interface AskOptions {
  /** Address of the API with its base path. */
  readonly apiBase: string;
  readonly publicKey: string;
  readonly session: Pick<Session, "id">;
  readonly environment: Pick<Environment, "fetch">;
}

/** See `Chat.call`. Never rejects; a session that the server does not know is NOT_FOUND, and healed by the connection. */
export type Ask = <Result>(path: string, body?: object) => Promise<Answer<Result>>;

/** Milliseconds; a request that hangs is told as one that failed. */
const answerWithin = 10_000;
const unavailable = {
  ok: false,
  code: "UNAVAILABLE",
  message: "The server cannot be reached.",
  retry_after: 1,
} as const;

export function createAsk({ apiBase, publicKey, session, environment }: AskOptions): Ask {
  function send(path: string, body: object | undefined, sessionId: string): Promise<Response> {
    return environment.fetch(`${apiBase}/widget/${path}`, {
      method: body ? "POST" : "GET",
      headers: { "Content-Type": "application/json", "X-API-Key": publicKey, "X-Widget-Session": sessionId },
      ...(body ? { body: JSON.stringify(body) } : {}),
      credentials: "omit",
      signal: AbortSignal.timeout(answerWithin),
    });
  }

  return async (path, body) => {
    if (session.id === null) return unavailable;
    try {
      const response = await send(path, body, session.id);
      const answer = await response.json();
      if (response.ok) return { ok: true, value: answer.data ?? answer };
      const retry_after = Number(response.headers.get("Retry-After") ?? 0);
      return { ok: false, code: answer.code ?? "UNAVAILABLE", message: `${answer.error}`, retry_after };
    } catch {
      return unavailable;
    }
  };
}
