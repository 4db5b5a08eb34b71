import { type Selectable, sql } from "kysely";
import { timestamp } from "../clock.ts";
import type { ConversationSettings } from "../conversations/settings.ts";
import { customFieldsOf } from "../kit/custom-fields.ts";
import type { RequestFacts } from "../kit/operation.ts";
import { lead } from "../resources/lead-record.ts";
import type { Engine, Space, Transaction } from "../store/space.ts";
import { rehearse } from "./dry-run.ts";
import { type ImportRow, type ImportsTable, mostErrors, removeUpload } from "./import-record.ts";
import { holdImport, type Job, leaseMs } from "./lease.ts";
import { type RowResult, type Taking, takeRow } from "./take-row.ts";
import { chunkRows } from "./upload.ts";

/**
 * A transaction ends after this long, however few rows it has taken: on SQLite everybody waits for it, on Postgres those
 * who write a lead with the same email and whoever cancels the import.
 */
const longestHoldMs: Readonly<Record<Engine, number>> = { sqlite: 25, postgres: 500 };

type Stored = Selectable<ImportsTable>;

/**
 * Takes an import's next rows, up to 200, and moves its position, in one transaction. Returns what to do next: take
 * more, or nothing, because it is finished or was taken away (cancelled, or run by another process by now).
 */
export async function takeChunk(
  space: Space,
  job: Job,
  { settings, now }: { readonly settings: ConversationSettings; readonly now: number },
): Promise<"more" | "finished" | "taken_away"> {
  return await space.write(async (transaction) => {
    const current = await holdImport(transaction.db, space.engine, job);
    if (current === undefined) return "taken_away";
    const rows = await nextRows(transaction, current);
    const taking = await takingOf(space, transaction, current, { settings, now });
    const results = await takeRows(taking, current, rows, longestHoldMs[space.engine]);
    await keepErrors(transaction, current, rows, results);
    if (results.length === rows.length) await removeChunk(transaction, current);
    const isFinished = current.processed + results.length >= current.total_rows;
    await move(transaction, current, results, { now, isFinished });
    if (isFinished) await removeUpload(transaction.db, job.import_id);
    return isFinished ? "finished" : "more";
  });
}

const firstRowOf = ({ processed }: Stored) => Math.floor(processed / chunkRows) * chunkRows;

async function nextRows({ db }: Transaction, current: Stored): Promise<readonly ImportRow[]> {
  const first = firstRowOf(current);
  const chunk = await db
    .selectFrom("import_chunks")
    .select("rows")
    .where("import_id", "=", current.import_id)
    .where("first_row", "=", first)
    .executeTakeFirst();
  if (chunk === undefined) throw new Error(`The rows of import ${current.import_id} from ${first} on are gone.`);
  return (JSON.parse(chunk.rows) as ImportRow[]).slice(current.processed - first);
}

async function removeChunk({ db }: Transaction, current: Stored): Promise<void> {
  await db
    .deleteFrom("import_chunks")
    .where("import_id", "=", current.import_id)
    .where("first_row", "=", firstRowOf(current))
    .execute();
}

/** Nobody called: the import works on by itself. */
const noRequest: Omit<RequestFacts, "id"> = {
  ...{ address: null, origin: null, userAgent: null, widgetSession: null },
  ...{ ifMatch: null, idempotencyKey: null, accepts: "json", signal: null },
};

async function takingOf(
  space: Space,
  transaction: Transaction,
  current: Stored,
  { settings, now }: { readonly settings: ConversationSettings; readonly now: number },
): Promise<Taking> {
  const { db, emit } = transaction;
  const request = { ...noRequest, id: `import-${current.import_id}` };
  return {
    transaction,
    context: { db, space, now: timestamp(now), emit, request },
    settings,
    source: current.source,
    on_duplicate: current.on_duplicate as Taking["on_duplicate"],
    titles: JSON.parse(current.titles) as Taking["titles"],
    mapping: JSON.parse(current.mapping) as Taking["mapping"],
    customFields: await customFieldsOf({ db }, lead),
  };
}

async function takeRows(
  taking: Taking,
  current: Stored,
  rows: readonly ImportRow[],
  longestMs: number,
): Promise<readonly RowResult[]> {
  const takeEach = async (take: (row: ImportRow, number: number) => Promise<RowResult>) => {
    const started = performance.now();
    const results: RowResult[] = [];
    for (const [i, row] of rows.entries()) {
      results.push(await take(row, current.processed + i + 1));
      if (performance.now() - started > longestMs) break;
    }
    return results;
  };
  if (current.dry_run === 0) return await takeEach((row) => takeRow(taking, row));
  return await rehearse(taking, current.import_id, takeEach);
}

async function keepErrors(
  { db }: Transaction,
  { import_id, processed, errors_kept }: Stored,
  rows: readonly ImportRow[],
  results: readonly RowResult[],
): Promise<void> {
  const errors = results
    .flatMap((result, i) =>
      result.outcome === "failed"
        ? result.errors.map((error) => ({ import_id, row: processed + i + 1, line: rows[i]?.[0] ?? 0, ...error }))
        : [],
    )
    .slice(0, mostErrors - errors_kept);
  if (errors.length > 0) await db.insertInto("import_errors").values(errors).execute();
}

const errorsIn = (results: readonly RowResult[]) =>
  results.reduce((sum, result) => sum + (result.outcome === "failed" ? result.errors.length : 0), 0);

async function move(
  { db }: Transaction,
  current: Stored,
  results: readonly RowResult[],
  { now, isFinished }: { readonly now: number; readonly isFinished: boolean },
): Promise<void> {
  const count = (outcome: RowResult["outcome"]) => results.filter((result) => result.outcome === outcome).length;
  const errors = current.errors_kept + errorsIn(results);
  await db
    .updateTable("imports")
    .set({
      processed: current.processed + results.length,
      created: current.created + count("created"),
      updated: current.updated + count("updated"),
      ignored: current.ignored + count("ignored"),
      failed: current.failed + count("failed"),
      errors_kept: Math.min(errors, mostErrors),
      errors_truncated: Math.max(current.errors_truncated, Number(errors > mostErrors)),
      updated_at: timestamp(now),
      version: sql`version + 1`,
      leased_until: timestamp(now + leaseMs),
      ...(isFinished ? { status: "completed", finished_at: timestamp(now), leased_by: null, leased_until: null } : {}),
    })
    .where("import_id", "=", current.import_id)
    .execute();
}
