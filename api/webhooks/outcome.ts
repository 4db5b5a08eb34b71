/** What one try came to. */
export interface Outcome {
  /** The answer's HTTP status; null when none came. */
  readonly status: number | null;
  /** Why it failed, for whoever runs the webhook: what happened and what to do. Null for 2xx. */
  readonly error: string | null;
  /** The first kilobyte of the answer's body as text; null when there was none. */
  readonly answer: string | null;
  /** What Retry-After asks for, in milliseconds from the answer; null when it does not say. */
  readonly retryAfterMs: number | null;
  readonly durationMs: number;
}

/** What tries are counted by: any 2xx, any other answer, none. */
export type TryOutcome = "delivered" | "refused" | "unanswered";

export function outcomeName({ status, error }: Outcome): TryOutcome {
  if (status === null) return "unanswered";
  return error === null ? "delivered" : "refused";
}

/** A try as a delivery keeps it. */
export interface Try extends Omit<Outcome, "durationMs" | "retryAfterMs"> {
  /** When it began, UTC ISO 8601. */
  readonly at: string;
  readonly duration_ms: number;
}
