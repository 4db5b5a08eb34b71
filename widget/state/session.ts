import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import type { Refusal } from "../../gateway/protocol.ts";
import { unavailable } from "./connection.ts";
import type { Environment } from "./environment.ts";
import { exclusively } from "./outbox.ts";
import type { Proof } from "./prove.ts";
import type { Memory } from "./remembered.ts";

/** What `POST /widget/init` answers, as far as the widget uses it. */
export interface Welcome {
  readonly session_id: string;
  readonly visitor_id: string;
  readonly trust?: "claimed" | "verified";
  readonly greeting: string | null;
  readonly branding: {
    readonly company_name: string | null;
    readonly primary_color: string | null;
    readonly logo_url: string | null;
  };
  readonly status?: WidgetStatus;
  /** The key's, under the names of the page's options. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

export interface SessionOptions {
  /** Address of the API with its base path. */
  readonly apiBase: string;
  readonly publicKey: string;
  /** Name of the lock under which one tab makes the session of all. */
  readonly name: string;
  readonly memory: Memory;
  readonly environment: Pick<Environment, "fetch" | "page" | "locks" | "after">;
  /**
   * Whom the page says the visitor is; null when that cannot be asked now. `refusal`: what the server said of the last
   * answer, which then counts as none.
   */
  readonly prove: (refusal?: string) => Promise<Proof | null>;
  /** Called before what is of `person` comes here: what is of somebody else goes first. */
  readonly settle: (person: string | null) => Promise<void>;
}

/** The visitor's session with the server. Nothing here rejects, and nothing is sent or kept before `init`. */
export interface Session {
  readonly id: string | null;
  /** Makes a session, or resumes the one this browser holds unless that is `unknownId`, which the server refused. */
  init(unknownId?: string | null): Promise<Answer<Welcome>>;
  /** `POST /widget/<path>` in the session's name. */
  post(path: "identify" | "end", body: object): Promise<Answer<unknown>>;
}

/** Local storage reaches other tabs a little later than a lock does; whoever waits for it must find the session. */
const storedWithin = 1_000;
/** Answers within 10 s, or UNAVAILABLE: a request that hangs must not hold up the visitor. */
const answerWithin = 10_000;

export function createSession(options: SessionOptions): Session {
  const { apiBase, publicKey, name, memory, environment, prove, settle } = options;

  /** Ends what this tab holds up others for. */
  let letGo = () => {};

  const stored = () =>
    new Promise<void>((go) => {
      letGo = go;
      environment.after(storedWithin, go);
    });

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

  function ask(sessionId: string | null, identity: Proof["identity"]): Promise<Answer<Welcome>> {
    const { visitor_id } = memory.read();
    const page = environment.page();
    return call("init", {
      page_url: page.url,
      page_title: page.title,
      referrer: page.referrer,
      locale: page.locale,
      visitor_id: visitor_id ?? undefined,
      session_id: sessionId ?? undefined,
      identity,
    });
  }

  async function init(unknownId: string | null, refusal?: string): Promise<Answer<Welcome>> {
    const proof = await prove(refusal);
    if (proof === null) return unavailable;
    // Another tab may have made the session while this one waited for the lock.
    const before = memory.read().session_id;
    const answer = await ask(before === unknownId ? null : before, proof.identity);
    if (answer.ok) return (await keep(answer.value, proof, before)) ? answer : init(unknownId);
    if (proof.identity && answer.code === "VALIDATION_ERROR") return init(unknownId, answer.message);
    return answer;
  }

  /** Resolves to whether it stands: without locks another tab may have stored one, or be about to, which is everybody's then. */
  async function keep(made: Welcome, proof: Proof, before: string | null): Promise<boolean> {
    if (memory.read().session_id !== before) return false;
    const { session_id, visitor_id, trust } = made;
    const person = (trust === "verified" && proof.person) || null;
    await settle(person);
    // Without a proof the contact was told to the session before, which is lost.
    const knows = memory.read().contact_known && (person !== null || session_id === before);
    memory.write({ session_id, visitor_id, person, contact_known: knows || proof.reachable });
    if (!environment.locks && session_id !== before) await stored();
    return memory.read().session_id === session_id;
  }

  return {
    get id() {
      return memory.read().session_id;
    },
    init(unknownId = null) {
      letGo();
      return new Promise((answer) => {
        void exclusively(environment, `${name}:session`, async () => {
          answer(await init(unknownId));
          await stored();
        });
      });
    },
    async post(path, body) {
      const { session_id } = memory.read();
      return session_id === null ? unavailable : call(path, { session_id, ...body });
    },
  };
}
