import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { clientAddress } from "./access/address.ts";
import { type Authenticated, authenticate, authorise } from "./access/authenticate.ts";
import { readSessionCookie } from "./access/sessions.ts";
import type { Api } from "./api.ts";
import type { Config } from "./config.ts";
import { AppError } from "./errors.ts";
import { execute } from "./execute.ts";
import type { ApiSignatures } from "./resources/index.ts";
import type { Mode } from "./store/space.ts";

/** Who calls from inside the process, on behalf of a browser that showed these. */
export interface LocalCaller {
  /** The Host header the browser sent; names the tenant. */
  readonly host: string | null;
  readonly key?: string;
  /** The console's cookie value and its CSRF token. */
  readonly session?: { readonly cookieToken: string; readonly csrfToken: string };
  readonly mode?: Mode;
  readonly address: string | null;
  readonly origin: string | null;
  readonly userAgent: string | null;
  /** A visitor's session id. */
  readonly widgetSession?: string;
}

export interface LocalResult<T> {
  readonly value: T;
  /** The rate limit after this call, as its headers would tell; null where it is not counted. */
  readonly limit: { readonly limit: number; readonly remaining: number; readonly reset: number } | null;
}

/** The typed client's in-process form: the same operations, checks and charges as over HTTP. Throws AppError. */
export interface LocalClient {
  call<Key extends keyof ApiSignatures>(
    key: Key,
    input: ApiSignatures[Key]["input"],
  ): Promise<ApiSignatures[Key]["result"]>;
  send<Key extends keyof ApiSignatures>(
    key: Key,
    input: ApiSignatures[Key]["input"],
  ): Promise<LocalResult<ApiSignatures[Key]["result"]>>;
  /** As `call`, free: for what the caller bounds itself. A refusal counts all the same. */
  look<Key extends keyof ApiSignatures>(
    key: Key,
    input: ApiSignatures[Key]["input"],
  ): Promise<ApiSignatures[Key]["result"]>;
  /** Who calls and in which space, without calling anything: a visitor by its public key, or a signed-in employee. */
  recognise(): Promise<Authenticated>;
}

/** What a browser's request shows of it, read as the HTTP side reads its own. Nothing of it is trusted yet. */
export function readBrowser(
  request: IncomingMessage,
  config: Pick<Config, "publicUrl" | "trustProxy">,
): {
  readonly host: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly cookieToken: string | null;
} {
  const { headers, socket } = request;
  return {
    host: headers.host ?? null,
    address: clientAddress(socket.remoteAddress, headers["x-forwarded-for"], config.trustProxy),
    userAgent: headers["user-agent"]?.slice(0, 400) ?? null,
    cookieToken: readSessionCookie(headers.cookie, config),
  };
}

interface Parts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
}

export function createLocalClient(api: Api, caller: LocalCaller): LocalClient {
  const credential = {
    key: caller.key ?? null,
    cookieToken: caller.session?.cookieToken ?? null,
    csrfToken: caller.session?.csrfToken ?? null,
    mode: caller.mode ?? null,
    sameOrigin: false,
  };

  async function run(key: string, input: Parts, free = false): Promise<LocalResult<never>> {
    const operation = api.operations.find((known) => known.key === key);
    if (operation === undefined) throw new AppError("NOT_FOUND", `There is no operation ${key}.`);
    const { value, verdict } = await execute(api, {
      operation,
      tenant: await api.spaces.tenantOf(caller.host),
      credential,
      params: input.params ?? {},
      query: input.query ?? {},
      body: async () => input.body ?? {},
      request: {
        id: randomUUID(),
        address: caller.address,
        origin: caller.origin,
        userAgent: caller.userAgent,
        widgetSession: caller.widgetSession ?? null,
        ifMatch: null,
        accepts: "json",
        idempotencyKey: null,
        signal: null,
      },
      free,
    });
    const limit =
      verdict === null ? null : { limit: verdict.limit, remaining: verdict.remaining, reset: verdict.reset };
    return { value: value as never, limit };
  }

  async function recognise(): Promise<Authenticated> {
    const { address, origin } = caller;
    const access = caller.key === undefined ? "console" : "widget:access";
    const tenant = await api.spaces.tenantOf(caller.host);
    const found = await authenticate(api, { tenant, credential, address, origin, writes: false }, access);
    authorise(found.actor, origin, access);
    return found;
  }

  return {
    send: (key: string, input: Parts) => run(key, input),
    call: async (key: string, input: Parts) => (await run(key, input)).value,
    look: async (key: string, input: Parts) => (await run(key, input, true)).value,
    recognise,
  } as LocalClient;
}
