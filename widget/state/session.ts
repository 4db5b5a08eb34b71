import type { WidgetStatus } from "../../api/conversations/widget-schemas.ts";
import type { Refusal } from "../../gateway/protocol.ts";
import { unavailable } from "./connection.ts";
import type { Environment } from "./environment.ts";
import { exclusively } from "./outbox.ts";
import type { Memory } from "./remembered.ts";

/** What `POST /widget/init` answers, as far as the widget uses it. */
export interface Welcome {
  readonly session_id: string;
  readonly visitor_id: string;
  readonly greeting: string | null;
  readonly branding: {
    readonly company_name: string | null;
    readonly primary_color: string | null;
    readonly logo_url: string | null;
  };
  readonly status?: WidgetStatus;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface SessionOptions {
  /** Address of the API with its base path. */
  readonly apiBase: string;
  readonly publicKey: string;
  /** Name of the lock under which one tab makes the session of all. */
  readonly name: string;
  readonly memory: Memory;
  readonly environment: Pick<Environment, "fetch" | "page" | "locks">;
}

/** The visitor's session with the server. Nothing here rejects, and nothing is sent or kept before `init`. */
export interface Session {
  readonly id: string | null;
  /** Makes a session, or resumes the one this browser holds unless that is `unknownId`, which the server refused. */
  init(unknownId?: string | null): Promise<Answer<Welcome>>;
  /** `POST /widget/<path>` in the session's name. */
  post(path: "identify" | "end", body: object): Promise<Answer<unknown>>;
}

/** Answers within 10 s, or UNAVAILABLE: a request that hangs must not hold up the visitor. */
const answerWithin = 10_000;

export function createSession({ apiBase, publicKey, name, memory, environment }: SessionOptions): Session {
  /** By hand, not by api/client.ts: three calls are not worth 0.6 KB on a stranger's website. */
  async function call<T>(path: string, body: object): Promise<Answer<T>> {
    try {
      const response = await environment.fetch(`${apiBase}/widget/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-API-Key": publicKey },
        body: JSON.stringify(body),
        credentials: "omit",
        signal: AbortSignal.timeout(answerWithin),
      });
      const answer = await response.json();
      if (response.ok) return { ok: true, value: answer as T };
      const retry_after = Number(response.headers.get("Retry-After") ?? 0);
      return { ok: false, code: answer.code ?? "UNAVAILABLE", message: `${answer.error}`, retry_after };
    } catch {
      return unavailable;
    }
  }

  function ask(sessionId: string | null): Promise<Answer<Welcome>> {
    const { visitor_id } = memory.read();
    const page = environment.page();
    return call("init", {
      page_url: page.url,
      page_title: page.title,
      referrer: page.referrer,
      locale: page.locale,
      visitor_id: visitor_id ?? undefined,
      session_id: sessionId ?? undefined,
    });
  }

  async function init(unknownId: string | null): Promise<Answer<Welcome>> {
    // Another tab may have made the session while this one waited for the lock.
    const { session_id, contact_known } = memory.read();
    const held = session_id === unknownId ? null : session_id;
    const resumed = await ask(held);
    const answer = !resumed.ok && resumed.code === "NOT_FOUND" && held !== null ? await ask(null) : resumed;
    if (!answer.ok) return answer;
    const made = answer.value;
    // The contact was told to the session before, which is lost.
    const knows = contact_known && made.session_id === session_id;
    memory.write({ session_id: made.session_id, visitor_id: made.visitor_id, contact_known: knows });
    return answer;
  }

  return {
    get id() {
      return memory.read().session_id;
    },
    async init(unknownId = null) {
      let answer: Answer<Welcome> = unavailable;
      await exclusively(environment, `${name}:session`, async () => {
        answer = await init(unknownId);
      });
      return answer;
    },
    async post(path, body) {
      const { session_id } = memory.read();
      return session_id === null ? unavailable : call(path, { session_id, ...body });
    },
  };
}
