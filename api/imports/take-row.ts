import { AppError, type ErrorDetail, invalid } from "../errors.ts";
import { parseInput } from "../kit/parse.ts";
import type { Writing } from "../kit/records.ts";
import { leadCreateBody, type NewLead, type SavedLead, saveLead } from "../resources/lead-input.ts";
import type { Transaction } from "../store/space.ts";
import { bodyOf, type Columns, hasStrayCell } from "./cells.ts";
import type { ImportRow } from "./import-record.ts";

/** What taking a row needs: the transaction it belongs to, and what the import as a whole says of its rows. */
export interface Taking extends Columns, Pick<NewLead, "on_duplicate" | "source" | "settings"> {
  readonly transaction: Transaction;
  readonly context: Writing;
}

export interface RowError {
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

export type RowResult =
  | { readonly outcome: SavedLead["outcome"] }
  | { readonly outcome: "failed"; readonly errors: readonly RowError[] };

/** Takes a row as POST /leads would take it. What is refused leaves nothing behind; anything else is thrown. */
export async function takeRow(taking: Taking, row: ImportRow): Promise<RowResult> {
  try {
    return { outcome: await taking.transaction.attempt(() => save(taking, row)) };
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return { outcome: "failed", errors: errorsIn(error) };
    throw error;
  }
}

async function save(taking: Taking, [, cells]: ImportRow): Promise<SavedLead["outcome"]> {
  if (hasStrayCell(taking.titles, cells)) {
    const message = "A cell stands in a column without a title. Check the row's quotes and delimiters.";
    throw new AppError("VALIDATION_ERROR", message, { details: [{ code: "stray_cell", message }] });
  }
  const { assigned_to, ...wish } = bodyOf(taking, cells);
  const employee = assigned_to === undefined ? {} : { assigned_to: await employeeOf(taking, assigned_to) };
  const { body } = parseInput({ body: leadCreateBody }, undefined, undefined, { ...wish, ...employee });
  const { outcome } = await saveLead(taking.context, { ...taking, body: body as NewLead["body"] });
  return outcome;
}

/** An employee may be named by email: a file rarely knows our ids. */
async function employeeOf({ context }: Taking, given: unknown): Promise<unknown> {
  if (typeof given !== "string" || !given.includes("@")) return given;
  const found = await context.db
    .selectFrom("employees")
    .select("employee_id")
    .where("email", "=", given.trim().toLowerCase())
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (found !== undefined) return found.employee_id;
  throw invalid(
    "assigned_to",
    `No employee has the email ${given.trim()}. GET /employees lists them.`,
    "unknown_email",
  );
}

const longestMessage = 500;

/** What is said of a row names its cells, and a cell may hold what no column can. */
function errorsIn({ code, message, details }: AppError): readonly RowError[] {
  const found: readonly ErrorDetail[] = details.length > 0 ? details : [{}];
  return found.map((detail) => ({
    field: detail.field ?? null,
    code: detail.code ?? code.toLowerCase(),
    message: (detail.message ?? message).replaceAll("\0", "").slice(0, longestMessage),
  }));
}
