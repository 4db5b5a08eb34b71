import type { Credential } from "./access/authenticate.ts";
import type { Verdict } from "./access/limits.ts";
import type { AnyOperation, RequestFacts, Stream } from "./kit/operation.ts";

/** One call of one operation, whichever way it came. */
export interface Call {
  readonly operation: AnyOperation;
  readonly tenant: string;
  readonly credential: Credential;
  readonly params: unknown;
  readonly query: unknown;
  /** Reads the body when it is its turn; throws AppError for a wrong type, size or syntax. */
  readonly body: () => Promise<unknown>;
  readonly request: RequestFacts;
  /** It counts as a request only when it is refused: who asks has a cap of its own for it. */
  readonly free?: boolean;
}

export interface Answer {
  readonly status: number;
  /** What `returns` describes, before the envelope. */
  readonly value: unknown;
  readonly version: number | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent instead of the value. */
  readonly stream: Stream | null;
  /** The rate limit's state after this call; null where limits are not counted. */
  readonly verdict: Verdict | null;
}
