import { describe, expect, test } from "vitest";
import { ApiError, type CallOptions } from "../../api/client.ts";
import type { CsvRow } from "./csv.ts";
import { type ImportOptions, importLeads } from "./importer.ts";

interface Call {
  readonly input: { query?: unknown; body?: unknown };
  readonly idempotencyKey: string | undefined;
}

/** An import against answers given in advance; an ApiError is thrown, anything else returned. */
async function runImport(emails: readonly string[], answers: readonly unknown[], more: Partial<ImportOptions> = {}) {
  const calls: Call[] = [];
  const waits: number[] = [];
  const outcomes: string[] = [];
  const marks: string[] = [];
  const left = [...answers];
  const rows: CsvRow[] = emails.map((email, index) => ({
    line: index + 2,
    values: { email, phone: "", plan: "gold" },
  }));
  const call = async (_key: string, input: Call["input"], options?: CallOptions) => {
    calls.push({ input, idempotencyKey: options?.idempotencyKey });
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const run = importLeads({
    rows,
    client: { call } as unknown as ImportOptions["client"],
    onDuplicate: "error",
    finished: new Set(),
    onRow: (outcome, row, { mark, message }) => {
      outcomes.push(`${row.line} ${outcome} ${message}`.trim());
      marks.push(mark);
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 0,
    ...more,
  });
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { calls, waits, outcomes, marks, error };
}

const refused = (status: number, code: string, retryAfter: number | null = null, details: unknown[] = []) =>
  new ApiError(status, { error: `refused: ${code}`, code, details }, retryAfter);

describe("importing leads", () => {
  test("sends known columns as fields, others as raw_payload, and leaves empty ones out", async () => {
    const { calls } = await runImport(["a@example.com"], [{}], { onDuplicate: "ignore" });
    expect(calls[0]?.input).toEqual({
      query: { on_duplicate: "ignore" },
      body: { source: "csv_import", email: "a@example.com", raw_payload: { plan: "gold" } },
    });
  });

  test("waits as long as the server says when it is rate limited, then sends the same key again", async () => {
    const limited = refused(429, "RATE_LIMITED", 7);
    const { calls, waits, outcomes } = await runImport(["a@example.com"], [limited, limited, {}]);
    expect(waits).toEqual([7000, 7000]);
    expect(outcomes).toEqual(["2 imported"]);
    expect(new Set(calls.map((each) => each.idempotencyKey)).size).toBe(1);
  });

  test("reports a refused row by its line and goes on", async () => {
    const wrong = refused(400, "VALIDATION_ERROR", null, [{ field: "email", message: "is not an address" }]);
    const { outcomes, error } = await runImport(["a", "b@example.com"], [wrong, {}]);
    expect(outcomes).toEqual(["2 failed email: is not an address", "3 imported"]);
    expect(error).toBeNull();
  });

  test("tries a failing server again with growing waits, and gives up in the end", async () => {
    const down = refused(0, "UNAVAILABLE");
    const { waits, outcomes, error } = await runImport(["a@example.com", "b@example.com"], Array(6).fill(down));
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(outcomes).toEqual([]);
    expect(error).toBe(down);
  });

  test("stops at once when the key may not create leads", async () => {
    const forbidden = refused(403, "FORBIDDEN");
    const { calls, error } = await runImport(["a@example.com", "b@example.com"], [forbidden]);
    expect(calls).toHaveLength(1);
    expect(error).toBe(forbidden);
  });

  test("skips what an earlier run finished", async () => {
    const first = await runImport(["a@example.com", "b@example.com"], [{}, {}]);
    const second = await runImport(["a@example.com", "c@example.com"], [{}], { finished: new Set(first.marks) });
    expect(second.outcomes).toEqual(["2 skipped imported by an earlier run", "3 imported"]);
    expect(second.calls).toHaveLength(1);
  });
});
