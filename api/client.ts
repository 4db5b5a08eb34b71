// Runs in browsers, Node and anything else with fetch; imports nothing but types, so that it stays a few hundred bytes.

/** What one operation takes and gives, as `operation()` declares it. */
interface Signature {
  readonly input: object;
  readonly result: unknown;
}

export interface ClientOptions {
  /** Address of the API with its base path, for example `https://acme.valethon.com/admin/api/v1/crm`. */
  readonly baseUrl: string;
  /** A secret key (`crm_…`) on servers, a public one (`pk_…`) in widgets, nothing where a cookie signs in. */
  readonly key?: string;
  /** Further headers, asked for at each call. */
  readonly headers?: () => Record<string, string>;
  readonly credentials?: "include" | "omit" | "same-origin";
  readonly fetch?: typeof fetch;
}

export interface CallOptions {
  /** Makes a POST safe to repeat: the same value never has a second effect. */
  readonly idempotencyKey?: string;
  /** An ETag: the write happens only while the record still has it. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

export interface CallResult<T> {
  readonly value: T;
  readonly status: number;
  readonly headers: Headers;
}

/** A refusal of the API, or a network failure (status 0, code UNAVAILABLE). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly details: readonly Readonly<Record<string, unknown>>[];
  readonly requestId: string | null;
  /** Whole seconds to wait before trying again, when the server said so. */
  readonly retryAfter: number | null;

  constructor(status: number, body: Readonly<Record<string, unknown>>, retryAfter: number | null) {
    super(typeof body["error"] === "string" ? body["error"] : `The server answered ${status}. Try again later.`);
    this.status = status;
    this.code = typeof body["code"] === "string" ? body["code"] : status === 0 ? "UNAVAILABLE" : "SERVER_ERROR";
    this.details = Array.isArray(body["details"]) ? body["details"] : [];
    this.requestId = typeof body["request_id"] === "string" ? body["request_id"] : null;
    this.retryAfter = retryAfter;
  }
}

export interface Client<Signatures> {
  /** Calls one operation by its name, for example `call("POST /leads", {body: {…}})`. Throws ApiError. */
  call<Key extends keyof Signatures & string>(
    key: Key,
    input: Signatures[Key] extends Signature ? Signatures[Key]["input"] : never,
    options?: CallOptions,
  ): Promise<Signatures[Key] extends Signature ? Signatures[Key]["result"] : never>;
  /** The same, with the answer's status and headers (ETag, rate limit). */
  send<Key extends keyof Signatures & string>(
    key: Key,
    input: Signatures[Key] extends Signature ? Signatures[Key]["input"] : never,
    options?: CallOptions,
  ): Promise<CallResult<Signatures[Key] extends Signature ? Signatures[Key]["result"] : never>>;
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

/** A typed client of the API over HTTP; `Signatures` is the server's `ApiSignatures`. */
export function createClient<Signatures>(options: ClientOptions): Client<Signatures> {
  async function send(key: string, input: Parts, call: CallOptions = {}): Promise<CallResult<never>> {
    const [method = "GET", path = "/"] = key.split(" ");
    const init: RequestInit = {
      method,
      headers: headersOf(options, input, call),
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
      ...(input.body === undefined ? {} : { body: textOf(input.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    };
    const response = await ask(options.fetch ?? fetch, options.baseUrl + fill(path, input), init);
    const body = await readJson(response);
    if (!response.ok) throw new ApiError(response.status, body, seconds(response.headers.get("Retry-After")));
    return { value: unwrap(body) as never, status: response.status, headers: response.headers };
  }

  const client = {
    send,
    call: async (key: string, input: Parts, call?: CallOptions) => (await send(key, input, call)).value,
  };
  return client as unknown as Client<Signatures>;
}

function headersOf(options: ClientOptions, input: Parts, call: CallOptions): Record<string, string> {
  return {
    Accept: "application/json",
    ...options.headers?.(),
    ...(options.key === undefined ? {} : { "X-API-Key": options.key }),
    ...(input.body === undefined
      ? {}
      : { "Content-Type": typeof input.body === "string" ? "text/csv" : "application/json" }),
    ...(call.idempotencyKey === undefined ? {} : { "Idempotency-Key": call.idempotencyKey }),
    ...(call.ifMatch === undefined ? {} : { "If-Match": call.ifMatch }),
  };
}

/** JSON bodies are objects, always: a text is a CSV file and goes as it is. */
const textOf = (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body));

async function ask(send: typeof fetch, address: string, init: RequestInit): Promise<Response> {
  try {
    return await send(address, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiError(0, { error: "The server cannot be reached. Check the connection and try again." }, null);
  }
}

function fill(path: string, { params, query }: Parts): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.[name])));
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? filled : `${filled}?${search}`;
}

async function readJson(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A reply of just `{success, data}` is its data; one with more beside it stays whole. */
function unwrap({ success: _, ...rest }: Record<string, unknown>): unknown {
  const names = Object.keys(rest);
  return names.length === 1 && names[0] === "data" ? rest["data"] : rest;
}

const seconds = (text: string | null) => (text === null || !/^\d+$/.test(text) ? null : Number(text));
