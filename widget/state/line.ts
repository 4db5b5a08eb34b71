import type { Refusal, WidgetReceives, WidgetSends } from "../../gateway/protocol.ts";
import { createBackoff } from "./backoff.ts";
import { type Connection, createConnection } from "./connection.ts";
import type { Environment } from "./environment.ts";
import { createSession, type Session, type SessionOptions, type Welcome } from "./session.ts";
import type { Tabs, VisitorTopic } from "./tabs.ts";
import type { ConnectionState } from "./types.ts";

export interface LineOptions extends SessionOptions {
  readonly environment: Environment;
  readonly tabs: Tabs<VisitorTopic>;
  readonly receives: Partial<WidgetReceives>;
  readonly onState: (state: ConnectionState) => void;
  readonly onWelcome: (welcome: Welcome) => void;
  /** The key is for visitors who prove who they are. It stays idle then, until there is another session. */
  readonly onForbidden: () => void;
  /** Called before each handshake: the session may be another one than before. */
  readonly follow: () => void;
}

/** A visitor's line to the server: a session, and a socket that speaks for it. */
export interface Line {
  readonly state: ConnectionState;
  readonly connection: Pick<Connection<WidgetSends>, "request" | "signal" | "state" | "subscribe" | "close">;
  readonly session: Pick<Session, "id" | "post">;
  /** Connects with the session this browser holds; without one, or when it has to be proved first, as `greet`. */
  resume(): Promise<void>;
  /** Makes or resumes the session, tells what the server says about itself, connects. Retried by itself. */
  greet(): Promise<void>;
  /** The server does not know the session: makes another. Resolves to whether there is one. */
  renew(): Promise<boolean>;
  /** There is nothing to wait for any more. */
  wake(): void;
  close(): void;
}

/** Refusals that waiting hardly overcomes: the key is wrong, revoked, or not for this website. */
const hopelessWait = 60;
const hopeless = new Set<Refusal["code"]>(["AUTH_REQUIRED", "FORBIDDEN", "VALIDATION_ERROR"]);

export function createLine(options: LineOptions): Line {
  const { environment, tabs, apiBase, publicKey, memory } = options;
  const session = createSession(options);
  const backoff = createBackoff(environment);
  let used: string | null = null;
  let pending: Promise<boolean> | null = null;
  let closed = false;
  let failed = false;
  let connects = false;

  const connection = createConnection<WidgetSends, WidgetReceives>({
    url: new URL(apiBase).origin,
    namespace: "/widget",
    query: { key: publicKey },
    auth: () => {
      options.follow();
      used = session.id;
      return { session_id: used };
    },
    receives: options.receives,
    refused({ code }) {
      const unknownId = used;
      if (code !== "FORBIDDEN") return backoff.schedule(() => void renew(unknownId));
      connection.close();
      options.onForbidden();
    },
    environment,
  });
  connection.subscribe((state) => {
    if (state === "online") backoff.reset();
    tellState();
  });

  function state(): ConnectionState {
    if (connection.state !== "idle" || closed) return connection.state;
    return pending !== null ? "connecting" : failed ? "offline" : "idle";
  }

  function tellState(): void {
    if (!closed) options.onState(state());
  }

  function connect(): void {
    if (closed) return;
    connects = true;
    if (used !== session.id) connection.close();
    connection.open();
  }

  /** A page that begins has to prove anew whose session it is; once it goes on, it follows the other tabs. */
  function connectHeld(): boolean {
    const may = session.id !== null && (connects || memory.read().person === null);
    if (may) connect();
    return may;
  }

  async function establish(unknownId: string | null): Promise<boolean> {
    const before = session.id;
    const answer = await session.init(unknownId);
    if (closed) return false;
    failed = !answer.ok;
    if (!answer.ok) {
      const seconds = hopeless.has(answer.code) ? hopelessWait : (answer.retry_after ?? 0);
      backoff.schedule(() => void once(unknownId), seconds * 1_000);
      return false;
    }
    if (session.id !== before) tabs.tell("session");
    options.onWelcome(answer.value);
    connect();
    return true;
  }

  function once(unknownId: string | null): Promise<boolean> {
    pending ??= establish(unknownId).finally(() => {
      pending = null;
      tellState();
    });
    tellState();
    return pending;
  }

  async function renew(unknownId: string | null): Promise<boolean> {
    if (session.id !== null && session.id !== unknownId) {
      // Another tab, or a greeting meanwhile, has already made the next one.
      connect();
      return true;
    }
    return once(unknownId);
  }

  tabs.hear("session", () => {
    if (connection.state !== "idle") connect();
  });
  tabs.hear("forgotten", () => connection.close());

  return {
    get state() {
      return state();
    },
    connection,
    session,
    async resume() {
      if (!connectHeld()) await once(null);
    },
    async greet() {
      connectHeld();
      await once(null);
    },
    renew: () => renew(used),
    wake: () => backoff.wake(),
    close() {
      closed = true;
      backoff.cancel();
      connection.close();
    },
  };
}
