import { ApiError } from "../../../api/client.ts";
import { type ConsoleClient, messageOf } from "../api.ts";

/** One call of `POST /batch`. */
interface BulkCall {
  readonly method: "PUT" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface BulkResult {
  readonly done: number;
  /** What was refused, with the sentence that says why. */
  readonly failures: readonly { readonly id: number; readonly message: string }[];
  /** Ids that were not come to, because it was stopped. */
  readonly left: number;
}

interface BulkOptions {
  readonly client: Pick<ConsoleClient, "call">;
  readonly ids: readonly number[];
  readonly callOf: (id: number) => BulkCall;
  /** How many ids are through, after each part of them. */
  readonly tell: (through: number) => void;
  readonly signal: AbortSignal;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Small enough that progress shows and a stop is heard soon. */
const part = 50;
/** When the API says nothing about it, in seconds. */
const patience = 5;

/**
 * Does one thing to many records, part by part: each record by its own permission check and transaction. Waits where the
 * API asks for it, and goes on with what it did not take. Rejects only when a part as a whole could not be sent.
 */
export async function runBulk({ client, ids, callOf, tell, signal, wait }: BulkOptions): Promise<BulkResult> {
  const failures: { id: number; message: string }[] = [];
  let waiting = [...ids];
  let done = 0;
  while (waiting.length > 0 && !signal.aborted) {
    const taken = waiting.slice(0, part);
    const results = await sendPart(client, taken.map(callOf));
    const outcomes = taken.map((id, index) => ({ id, ...(results[index] ?? unanswered) }));
    const later = outcomes.filter(({ status }) => status === 429).map(({ id }) => id);
    done += outcomes.filter(({ status }) => status < 300).length;
    failures.push(...outcomes.filter(isRefused).map(({ id, message }) => ({ id, message })));
    waiting = [...later, ...waiting.slice(part)];
    tell(ids.length - waiting.length);
    if (later.length > 0) await wait(1000 * (results.find(({ status }) => status === 429)?.retryAfter ?? patience));
  }
  return { done, failures, left: waiting.length };
}

interface PartResult {
  readonly status: number;
  readonly message: string;
  /** Seconds. */
  readonly retryAfter: number | null;
}

/** What the server did not come to is sent again. */
const unanswered: PartResult = { status: 429, message: "", retryAfter: null };
const isRefused = ({ status }: PartResult) => status >= 300 && status !== 429;

async function sendPart(
  client: Pick<ConsoleClient, "call">,
  operations: readonly BulkCall[],
): Promise<readonly PartResult[]> {
  try {
    const { results } = await client.call("POST /batch", { body: { operations: [...operations] } });
    return results.map(({ status, headers, body }) => ({
      status,
      message: typeof body["error"] === "string" ? body["error"] : "",
      retryAfter: Number(headers["Retry-After"]) || null,
    }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 429) throw error;
    return operations.map(() => ({ status: 429, message: messageOf(error), retryAfter: error.retryAfter }));
  }
}
