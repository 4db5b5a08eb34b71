import { ApiError, type Client, createClient } from "../../api/client.ts";
import type { ApiSignatures } from "../../api/resources/index.ts";
import type { Mode } from "./records.ts";

/** The console's way to the API: the cookie is the credential, nothing secret is kept in the page's storage. */
export interface ConsoleClient extends Client<ApiSignatures> {
  /**
   * A whole list as CSV, for example `csv("/leads", {status: "new"})`. `tell` hears how many bytes have come. Takes as long
   * as it takes; rejects as `call` does, and when it breaks off.
   */
  csv(
    path: string,
    query: Readonly<Record<string, string>>,
    tell: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<Blob>;
}

export interface ClientDoors {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly csrfToken: () => string | null;
  readonly mode: () => Mode;
  /** The session is over: the server answered 401. */
  readonly signedOut: () => void;
}

const patienceMs = 20_000;
/** What a slow line carries up in a millisecond, in characters: a file must not be given up midway. */
const slowLine = 20;

/** Makes the client; requests that take longer than 20 s are given up, those with a file by its size. */
export function createConsoleClient(doors: ClientDoors): ConsoleClient {
  const request: typeof fetch = async (input, init) => {
    const size = typeof init?.body === "string" ? init.body.length : 0;
    const signals = [
      AbortSignal.timeout(patienceMs + Math.ceil(size / slowLine)),
      ...(init?.signal ? [init.signal] : []),
    ];
    const answer = await doors.fetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (answer.status === 401) doors.signedOut();
    return answer;
  };

  function headers(): Record<string, string> {
    const csrf = doors.csrfToken();
    return { "X-Valethon-Mode": doors.mode(), ...(csrf === null ? {} : { "X-CSRF-Token": csrf }) };
  }

  const client = createClient<ApiSignatures>({
    baseUrl: doors.baseUrl,
    credentials: "same-origin",
    fetch: request,
    headers,
  });

  return {
    ...client,
    async csv(path, query, tell, signal) {
      const address = `${doors.baseUrl}${path}?${new URLSearchParams(query)}`;
      const init = { headers: { ...headers(), Accept: "text/csv" }, credentials: "same-origin" as const, signal };
      const answer = await doors.fetch(address, init);
      if (answer.status === 401) doors.signedOut();
      if (!answer.ok || answer.body === null) throw await refusalOf(answer);
      return readWhole(answer.body, tell);
    },
  };
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  return new ApiError(answer.status, body, Number(answer.headers.get("Retry-After")) || null);
}

async function readWhole(body: ReadableStream<Uint8Array<ArrayBuffer>>, tell: (bytes: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    bytes += part.value.length;
    tell(bytes);
  }
  return new Blob(parts, { type: "text/csv" });
}

/** A sentence for the person in front of the screen, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return "Something went wrong in this page. Reload it and try again.";
}

/** Whether the API refused with this code. */
export function isRefusal(error: unknown, code: string): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** The API's complaints by field, for showing each beside its input. */
export function fieldProblems(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  const problems: Record<string, string> = {};
  for (const { field, message } of error.details) {
    if (typeof field === "string" && typeof message === "string") problems[field.replace(/^body\./, "")] ??= message;
  }
  return problems;
}
