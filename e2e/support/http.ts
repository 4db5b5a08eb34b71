/** One answer of the API as a test looks at it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Request {
  readonly method?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, a string as it is. */
  readonly body?: unknown;
}

/** Plain HTTP, as curl does it: no client of ours between the test and the wire. */
export async function ask(address: string, { method, key, headers = {}, body }: Request = {}): Promise<Answer> {
  const response = await fetch(address, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: {
      ...(key === undefined ? {} : { "X-API-Key": key }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  if (!isJson) throw new Error(`${address} answered ${response.status} without JSON: ${text.slice(0, 300)}`);
  return { status: response.status, headers: response.headers, body: JSON.parse(text) as Record<string, unknown> };
}
