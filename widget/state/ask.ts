import type { Refusal } from "../../gateway/protocol.ts";
import type { Environment } from "./environment.ts";
import type { Session } from "./session.ts";

export interface AskOptions {
  /** Address of the API with its base path. */
  readonly apiBase: string;
  readonly publicKey: string;
  readonly session: Pick<Session, "id">;
  readonly environment: Pick<Environment, "fetch">;
}

/** What the server answers, or why not; of a VALIDATION_ERROR, which fields are wrong (`identity.email`). */
export type Asked<Result> =
  | { readonly ok: true; readonly value: Result }
  | (Refusal & { readonly details?: readonly { readonly field?: string; readonly message?: string }[] });

/** See `Chat.call`. What is posted to one path arrives in the order of the calls. Never rejects; a session that the server does not know is NOT_FOUND, and healed by the connection. */
export type Ask = <Result>(path: string, body?: object) => Promise<Asked<Result>>;

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

  async function ask<Result>(path: string, body?: object): Promise<Asked<Result>> {
    if (session.id === null) return unavailable;
    try {
      const response = await send(path, body, session.id);
      const answer = await response.json();
      if (response.ok) return { ok: true, value: answer.data ?? answer };
      const retry_after = Number(response.headers.get("Retry-After") ?? 0);
      const { code = "UNAVAILABLE", error, details = [] } = answer;
      return { ok: false, code, message: `${error}`, retry_after, details };
    } catch {
      return unavailable;
    }
  }

  /** The last call to each path that may not be overtaken. */
  const last = new Map<string, Promise<unknown>>();
  return (path, body) => {
    if (!body) return ask(path);
    const asked = (last.get(path) ?? Promise.resolve()).then(() => ask<never>(path, body));
    last.set(path, asked);
    return asked;
  };
}
