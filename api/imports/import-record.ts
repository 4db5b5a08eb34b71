import type { Generated, Kysely } from "kysely";
import { z } from "zod";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { choice, exactly, flag } from "../kit/filters.ts";
import type { RecordColumns, Tables } from "../store/tables.ts";

export interface ImportsTable extends RecordColumns {
  import_id: Generated<number>;
  status: string;
  dry_run: number;
  on_duplicate: string;
  source: string;
  /** JSON: the columns' titles in their order, null for a column without one. */
  titles: string;
  /** JSON: what each title becomes. */
  mapping: string;
  total_rows: number;
  /** Also the position: the next transaction begins after as many rows. */
  processed: Generated<number>;
  created: Generated<number>;
  updated: Generated<number>;
  ignored: Generated<number>;
  failed: Generated<number>;
  errors_kept: Generated<number>;
  errors_truncated: Generated<number>;
  failure: string | null;
  created_by: string;
  /** The process that runs it, and until when it may without renewing that. */
  leased_by: string | null;
  leased_until: string | null;
  started_at: string | null;
  finished_at: string | null;
}

interface ImportChunksTable {
  import_id: number;
  /** How many rows of the file come before this chunk's. */
  first_row: number;
  /** JSON of `ImportRow[]`. */
  rows: string;
}

interface ImportErrorsTable {
  import_error_id: Generated<number>;
  import_id: number;
  row: number;
  line: number;
  field: string | null;
  code: string;
  message: string;
}

/** What leads of a dry run hold alone (an email, a unique value), as a hash, with the lead as its rows have left it. */
interface ImportClaimsTable {
  import_id: number;
  claim: string;
  /** The last of the lead's rows. */
  row: number;
  /** JSON of the `ImportRow` that says what its rows say, with a third part: whether the file made it. */
  cells: string;
}

declare module "../store/tables.ts" {
  interface Tables {
    imports: ImportsTable;
    import_chunks: ImportChunksTable;
    import_errors: ImportErrorsTable;
    import_claims: ImportClaimsTable;
  }
}

/** One row of the file: the line it begins on, and its cells. */
export type ImportRow = readonly [line: number, cells: readonly string[]];

export const importStatuses = ["queued", "running", "completed", "failed", "cancelled"] as const;
export const unfinished: readonly string[] = ["queued", "running"];

export const importRecord = z.object({
  import_id: z.int().describe("The import's id."),
  status: z
    .enum(importStatuses)
    .describe(
      "`completed` once every row was looked at, also when some of them failed; `failed` when the import as a whole could not go on.",
    ),
  dry_run: z.boolean().describe("Nothing is kept: the counts and errors tell what a real import would do."),
  on_duplicate: z
    .enum(["error", "update", "ignore"])
    .describe("What happens to a row whose email an open lead has: it fails, updates that lead, or changes nothing."),
  source: z.string().describe("The source of leads whose row names none."),
  mapping: z
    .record(z.string(), z.string().nullable())
    .describe(
      "What each column becomes, by its title: a field, `cf.<key>`, `raw_payload.<name>` for what is kept there, or null for what is left out.",
    ),
  total_rows: z.int().describe("Rows of the file, without its header."),
  processed: z.int().describe("Rows looked at so far; grows while it runs."),
  created: z.int().describe("Rows that made a lead."),
  updated: z.int().describe("Rows that updated a lead."),
  ignored: z.int().describe("Rows whose lead stood already, with `on_duplicate=ignore`."),
  failed: z.int().describe("Rows that were refused; the others are imported all the same."),
  errors_truncated: z.boolean().describe("There were more errors than are kept, which is 1,000."),
  failure: z.string().nullable().describe("Why the import as a whole failed."),
  created_by: z.string().describe("Who started it: `key:<id>` or `employee:<id>`."),
  started_at: z.string().nullable().describe("When it began to run, UTC ISO 8601; null before."),
  finished_at: z.string().nullable().describe("When it ended, whichever way, UTC ISO 8601; null before."),
  ...timestamps,
});

export const importError = z.object({
  row: z.int().describe("The row, from 1; the header is none."),
  line: z.int().describe("The line of the file that the row begins on, from 1; the header is the first."),
  field: z.string().nullable().describe("The field it is about; null for the row as a whole."),
  code: z.string().describe("What is wrong, for programs."),
  message: z.string().describe("The same for people, with what to do."),
});

export const leadImport = defineEntity({
  name: "import",
  table: "imports",
  id: "import_id",
  path: "/imports",
  permission: { read: "leads:read", write: "leads:write", delete: "leads:write" },
  record: importRecord,
  sort: ["created_at", "updated_at", "import_id", "total_rows"],
  filters: {
    status: choice(importStatuses),
    dry_run: flag("Only dry runs, or only real imports."),
    created_by: exactly("Who started it: `key:<id>` or `employee:<id>`."),
  },
  events: {},
});

/** Errors of one import that are kept and shown. */
export const mostErrors = 1000;

export async function errorsOf(db: Kysely<Tables>, importId: number): Promise<z.output<typeof importError>[]> {
  return await db
    .selectFrom("import_errors")
    .select(["row", "line", "field", "code", "message"])
    .where("import_id", "=", importId)
    .orderBy("import_error_id")
    .execute();
}

/** Takes away what was uploaded: an import that is over needs it no longer. */
export async function removeUpload(db: Kysely<Tables>, importId: number): Promise<void> {
  await db.deleteFrom("import_chunks").where("import_id", "=", importId).execute();
  await db.deleteFrom("import_claims").where("import_id", "=", importId).execute();
}
