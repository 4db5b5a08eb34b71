import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import type { ApiKey, Employee } from "../../api/access/actor.ts";
import type { Authenticated } from "../../api/access/authenticate.ts";
import { afterTimeout } from "../../api/access/presence.ts";
import { systemClock } from "../../api/clock.ts";
import { createLiveVisitors } from "../../api/conversations/visitors/live-visitors.ts";
import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import { AppError } from "../../api/errors.ts";
import { createMemoryBus } from "../../api/events/bus.ts";
import type { LocalCaller, LocalClient } from "../../api/local-client.ts";
import type { Space } from "../../api/store/space.ts";
import { type Gateway, type GatewayOptions, httpBounds, openGateway } from "../server.ts";

type Handlers = Readonly<Record<string, (input: never, caller: LocalCaller) => unknown>>;

export interface Stage {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly url: string;
  readonly live: Space;
  readonly test: Space;
  /** What was logged as an error. */
  readonly errors: unknown[];
  readonly presence: string[];
  readonly limiter: object;
  visitor(wish?: Wish): Socket;
  agent(wish?: Wish): Socket;
  close(): Promise<void>;
}

interface Wish {
  readonly key?: string;
  readonly session?: string;
  readonly origin?: string | null;
  readonly cookie?: string;
  readonly csrf?: string;
  readonly mode?: "live" | "test";
  readonly transports?: ("websocket" | "polling")[];
}

/** What visitors hear of the team when they connect. */
export const everybodyThere: WidgetStatus = {
  ...{ status: "online", agents_online: 1, reply_time_minutes: 5, services: [], incident: "Mail is slow" },
  agents: [{ name: "Ada" }],
  business_hours: { open: true, next_open_at: null, timezone: "UTC" },
};

/** The website that the fake key allows. */
export const website = "https://shop.example";
export const cookieToken = "c".repeat(43);

/**
 * A gateway on a random port over an API that knows one key (`pk_live_1`, id 1), visitors' sessions `ws_<n>` (id n, in
 * conversation n × 10) and employees whose cookie is `cookieToken` with the last digit telling the id.
 */
export async function openStage(
  handlers: Handlers = {},
  options: Partial<GatewayOptions> & { rateLimits?: boolean } = {},
) {
  const server = createServer(httpBounds, (_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const errors: unknown[] = [];
  const presence: string[] = [];
  const live = fakeSpace("live", errors);
  const test = fakeSpace("test", errors);
  const note = (what: string) => (_space: Space, id: number, _socket: string, status?: string) => {
    presence.push([what, id, status].filter((part) => part !== undefined).join(" "));
  };
  // Only what the gateway touches of the API stands here; everything else would be a mistake to call.
  const api = {
    config: {
      publicOrigins: [url],
      publicUrl: new URL(url),
      baseDomain: null,
      trustProxy: 0,
      rateLimits: options.rateLimits ?? true,
    },
    clock: systemClock,
    log: { error: (facts: object) => errors.push(facts), warn: () => undefined },
    limiter: { take: async () => ({ allowed: true, limit: 30, remaining: 29, reset: 0, retryAfter: 0 }) },
    presence: {
      connect: (space: Space, { employee_id }: { employee_id: number }, socket: string, status: string) =>
        note("connect")(space, employee_id, socket, status),
      set: note("set"),
      disconnect: note("disconnect"),
      online: () => ({
        agents_online: 1,
        status: "online",
        employees: [{ employee_id: 9, name: "Nina", status: "away" }],
      }),
    },
    availability: {
      now: async () => everybodyThere,
      follow: (space: Space, tell: (status: WidgetStatus) => void) =>
        space.bus.subscribe((message) => {
          if (message.kind !== "availability") return;
          const { kind: _kind, ...changed } = message;
          tell({ ...everybodyThere, ...changed });
        }),
    },
    liveVisitors: createLiveVisitors({ clock: systemClock, after: afterTimeout }),
    spaces: { open: async (_tenant: string, mode: string) => (mode === "test" ? test : live) },
  } as unknown as GatewayOptions["api"];
  const gateway = openGateway({
    server,
    api,
    client: (caller) => fakeClient(caller, caller.mode === "test" ? test : live, handlers),
    ...options,
  });
  const sockets: Socket[] = [];
  const connect = (namespace: string, wish: Wish, auth: object, query: object, headers: Record<string, string>) => {
    const socket = io(`${url}${namespace}`, {
      transports: wish.transports ?? ["websocket"],
      reconnection: false,
      forceNew: true,
      auth,
      query,
      extraHeaders: headers,
    });
    sockets.push(socket);
    return socket;
  };
  const stage: Stage = {
    gateway,
    server,
    url,
    live,
    test,
    errors,
    presence,
    limiter: api.limiter,
    visitor: (wish = {}) =>
      connect(
        "/widget",
        wish,
        { session_id: wish.session ?? "ws_1" },
        { key: wish.key ?? "pk_live_1" },
        wish.origin === null ? {} : { origin: wish.origin ?? website },
      ),
    agent: (wish = {}) =>
      connect(
        "/agent",
        wish,
        { csrf_token: wish.csrf ?? "csrf", mode: wish.mode ?? "live" },
        {},
        { origin: wish.origin ?? url, cookie: `valethon=${wish.cookie ?? `${cookieToken.slice(1)}1`}` },
      ),
    async close() {
      for (const socket of sockets) socket.disconnect();
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return stage;
}

function fakeSpace(mode: "live" | "test", errors: unknown[]): Space {
  const bus = createMemoryBus((error) => errors.push(error));
  // The gateway uses a space's names and its bus.
  return { name: `main_${mode}`, tenant: "main", mode, epoch: "e1", bus } as unknown as Space;
}

function fakeClient(caller: LocalCaller, space: Space, handlers: Handlers): LocalClient {
  const answer = async (key: string, input: never): Promise<unknown> => {
    if (key === "GET /widget/session" && handlers[key] === undefined) return sessionOf(caller);
    const handle = handlers[key];
    if (handle === undefined) throw new AppError("NOT_FOUND", `The stage has no ${key}.`);
    return await handle(input, caller);
  };
  return {
    call: answer,
    look: answer,
    send: async (key: string, input: never) => ({
      value: await answer(key, input),
      limit: { limit: 30, remaining: 29, reset: 1 },
    }),
    recognise: async () => recognise(caller, space),
  } as LocalClient;
}

function sessionOf({ widgetSession }: LocalCaller) {
  const id = Number(/^ws_(\d+)$/.exec(widgetSession ?? "")?.[1]);
  if (!id) throw new AppError("NOT_FOUND", "This session does not exist. Call init again.");
  return {
    widget_session_id: id,
    widget_token_id: id * 1000,
    visitor_id: `v_${id}`,
    trust: "claimed",
    conversation_id: id * 10,
    head: 0,
    epoch: "e1",
  };
}

function recognise({ key, origin, session }: LocalCaller, space: Space): Authenticated {
  if (key !== undefined) {
    if (key !== "pk_live_1") throw new AppError("AUTH_REQUIRED", "A valid API key is required.");
    if (origin !== website) throw new AppError("FORBIDDEN", "This key does not allow this website.");
    return { actor: { kind: "public", key: { key_id: 1 } as ApiKey }, space };
  }
  const id = Number(session?.cookieToken.at(-1));
  if (!id) throw new AppError("AUTH_REQUIRED", "Sign in first.");
  const employee: Employee = {
    employee_id: id,
    name: `Agent ${id}`,
    email: "a@example.com",
    role: id === 8 ? "viewer" : "agent",
  };
  return { actor: { kind: "employee", employee, sessionId: id * 100, csrfToken: "csrf" }, space };
}

/** Resolves with the arguments of the next event of this name. */
export function next(socket: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));
}

/** Resolves once connected; rejects with the server's refusal. */
export async function connected(socket: Socket): Promise<Socket> {
  if (socket.connected) return socket;
  return await new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}

/** Sends a command and resolves with its ack. */
export function ask(socket: Socket, command: string, ...input: unknown[]): Promise<Record<string, unknown>> {
  return socket.timeout(5000).emitWithAck(command, ...input);
}
