import { ApiError, type Client, createClient } from "../../api/client.ts";
import type { ApiSignatures } from "../../api/resources/index.ts";
import type { Mode } from "./records.ts";

/** The console's way to the API: the cookie is the credential, nothing secret is kept in the page's storage. */
export type ConsoleClient = Client<ApiSignatures>;

export interface ClientDoors {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly csrfToken: () => string | null;
  readonly mode: () => Mode;
  /** The session is over: the server answered 401. */
  readonly signedOut: () => void;
}

const patienceMs = 20_000;

/** Makes the client; requests that take longer than 20 s are given up. */
export function createConsoleClient(doors: ClientDoors): ConsoleClient {
  const request: typeof fetch = async (input, init) => {
    const signals = [AbortSignal.timeout(patienceMs), ...(init?.signal ? [init.signal] : [])];
    const answer = await doors.fetch(input, { ...init, signal: AbortSignal.any(signals) });
    if (answer.status === 401) doors.signedOut();
    return answer;
  };

  function headers(): Record<string, string> {
    const csrf = doors.csrfToken();
    return { "X-Valethon-Mode": doors.mode(), ...(csrf === null ? {} : { "X-CSRF-Token": csrf }) };
  }

  return createClient<ApiSignatures>({
    baseUrl: doors.baseUrl,
    credentials: "same-origin",
    fetch: request,
    headers,
  });
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
