import { createHash } from "node:crypto";
import { ApiError, type Client } from "../../api/client.ts";
import type { ApiSignatures } from "../../api/resources/index.ts";
import type { CsvRow } from "./csv.ts";

export interface ImportOptions {
  readonly rows: readonly CsvRow[];
  readonly client: Pick<Client<ApiSignatures>, "call">;
  /** What the API does with an email that an open lead has: refuse, fill in what is new, or leave it. */
  readonly onDuplicate: "error" | "update" | "ignore";
  /** Marks of the rows that earlier runs finished. */
  readonly finished: ReadonlySet<string>;
  /** Called after each row, in order; `mark` is to be kept for the next run. */
  onRow(outcome: "imported" | "failed" | "skipped", row: CsvRow, detail: { mark: string; message: string }): void;
  wait(milliseconds: number): Promise<void>;
  random(): number;
}

const leadColumns = ["first_name", "last_name", "email", "phone", "company_name", "source", "form_type"] as const;
const triesOnFailure = 6;

/**
 * Creates one lead a row, in order. A row's content makes its Idempotency-Key: a run that was cut off and is
 * started again makes no lead twice. Throws ApiError when going on makes no sense (no server, no permission).
 */
export async function importLeads(options: ImportOptions): Promise<void> {
  for (const row of options.rows) {
    const mark = markOf(row);
    if (options.finished.has(mark)) {
      options.onRow("skipped", row, { mark, message: "imported by an earlier run" });
      continue;
    }
    const refusal = await createLead(row, mark, options);
    options.onRow(refusal === null ? "imported" : "failed", row, { mark, message: refusal ?? "" });
  }
}

/** Null when the lead exists now, else why this row can never become one. */
async function createLead(row: CsvRow, mark: string, options: ImportOptions): Promise<string | null> {
  let failures = 0;
  for (;;) {
    const error = await sendLead(row, mark, options);
    if (error === null) return null;
    if (isAboutTheRow(error)) return explain(error);
    if (error.status !== 429) failures += 1;
    if (isHopeless(error) || failures === triesOnFailure) throw error;
    await options.wait(error.retryAfter === null ? backoff(failures, options.random()) : error.retryAfter * 1000);
  }
}

async function sendLead(row: CsvRow, mark: string, options: ImportOptions): Promise<ApiError | null> {
  try {
    const input = { query: { on_duplicate: options.onDuplicate }, body: leadOf(row) };
    await options.client.call("POST /leads", input, { idempotencyKey: mark });
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

/** Columns the API knows become fields, all others the lead's raw_payload. Empty values are left out. */
function leadOf({ values }: CsvRow): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== "");
  const isField = ([name]: [string, string]) => leadColumns.some((column) => column === name);
  const others = given.filter((entry) => !isField(entry));
  const fields: Record<string, unknown> = { source: "csv_import", ...Object.fromEntries(given.filter(isField)) };
  return others.length === 0 ? fields : { ...fields, raw_payload: Object.fromEntries(others) };
}

/** Two equal rows are one lead, wherever they stand. */
function markOf({ values }: CsvRow): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

const isAboutTheRow = (error: ApiError) => ["VALIDATION_ERROR", "DUPLICATE", "CONFLICT"].includes(error.code);
const isHopeless = (error: ApiError) => error.status >= 400 && error.status < 500 && error.status !== 429;

/** 0.5 s, doubled each time up to 8 s, and up to half less so that many clients do not return together. */
const backoff = (failures: number, random: number) => Math.min(8000, 250 * 2 ** failures) * (1 - random / 2);

function explain(error: ApiError): string {
  const fields = error.details.flatMap(({ field, message }) =>
    typeof field === "string" && typeof message === "string" ? [`${field}: ${message}`] : [],
  );
  return fields.length > 0 ? fields.join("; ") : error.message;
}
