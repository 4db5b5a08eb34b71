import { z } from "zod";
import { audit, nameOf } from "../access/audit.ts";
import { AppError } from "../errors.ts";
import { listOperation } from "../kit/list-operation.ts";
import { operation, reply } from "../kit/operation.ts";
import { findRecord, insertRecord, lockRecord, updateRecord } from "../kit/records.ts";
import { answer, idParams } from "../kit/resource.ts";
import { duplicateQuery } from "../resources/fields.ts";
import { leadSource } from "../resources/lead-input.ts";
import { errorsOf, importError, importRecord, leadImport, removeUpload, unfinished } from "./import-record.ts";
import { mappingQuery } from "./mapping.ts";
import { delimiters } from "./read-csv.ts";
import { readUpload, storeChunks } from "./upload.ts";

const importQuery = z.strictObject({
  mapping: mappingQuery.optional(),
  dry_run: z.boolean().default(false).describe("Keeps nothing and tells what an import would do, row by row."),
  on_duplicate: duplicateQuery("an open lead").shape.on_duplicate.describe(
    "When an open lead has a row's email already: the row fails, updates that lead with its filled cells, or leaves it unchanged.",
  ),
  source: leadSource.default("import").describe("The source of rows that name none: 1–64 of a–z, 0–9 and _."),
  delimiter: z
    .enum(["auto", ...(Object.keys(delimiters) as (keyof typeof delimiters)[])])
    .default("auto")
    .describe("What separates cells; `auto` takes what the first line has most of."),
});

const example = `E-mail,First Name,Last Name,Company,Phone number,Tags,Notes
jane@company.com,Jane,Smith,Globex Corp,+1-555-9876,"msp; backup",Met at the fair
john@example.com,John,Doe,Acme Corp,+1-555-0123,,"Asked for a ""real"" person"
`;

const importLeads = operation(
  "POST /leads/import",
  {
    summary: "Import leads from a CSV file",
    description: [
      "Send the file as it is (`--data-binary @leads.csv`). Up to 16 MiB, 100,000 rows and 500 columns, in UTF-8, UTF-16 with a byte order mark, or the charset that Content-Type names. What is wrong with the file as a whole is refused at once; otherwise the answer is 202 with an `import_id`, and `Location` is where progress is told (GET /imports/{id}).",
      "The first line names the columns. By `mapping`, or by its title, a column becomes a field or a custom field; every other one is kept in `raw_payload` under its title, unless a column is the raw_payload itself: then the others are left out. The answer's `mapping` says what becomes of each, and can be sent as it is. Cells are read as people write them: tags and options separated by ; or , and `assigned_to` as an employee's id or email, and words such as \"Website form\" become website_form. The ' that our own CSV export puts before a formula is taken off. An empty cell says nothing, so an update clears nothing.",
      "Each row then goes as POST /leads would: the same checks, duplicates and events. Rows are taken in transactions of up to 200, one import of a space after another; a row that is refused is listed in the import's `errors` and stops no other. An interrupted import goes on where it stood, and no row comes twice. It stops as `failed` when the key that started it is revoked or expires, the employee disabled, or leads:write taken from them; what was imported stays.",
    ].join("\n\n"),
    permission: "leads:write",
    query: importQuery,
    alone: true,
    media: "text/csv",
    body: z.string().describe("A CSV file (RFC 4180): a line of column titles, then a line for each lead."),
    returns: importRecord,
    exampleAnswer: {
      ...{ status: "queued", source: "import", total_rows: 2, processed: 0, created: 0, failed: 0 },
      mapping: {
        ...{ "E-mail": "email", "First Name": "first_name", "Last Name": "last_name", Company: "company_name" },
        ...{ "Phone number": "phone", Tags: "tags", Notes: "raw_payload.Notes" },
      },
      started_at: null,
    },
    status: 202,
    events: ["lead.created", "lead.assigned", "lead.updated"],
    maxBody: 16 * 1024 * 1024,
    example,
    prepare: (context, { body, query }) => readUpload(context, body, query),
  },
  async (context, { query, prepared: upload }) => {
    const { actor, request, now } = context;
    const { dry_run, on_duplicate, source } = query;
    const { record, version } = await insertRecord(context, leadImport, {
      ...{ status: "queued", dry_run, on_duplicate, source, created_by: nameOf(actor) },
      ...{ titles: JSON.stringify(upload.titles), mapping: upload.mapping, total_rows: upload.totalRows },
    });
    const id = record["import_id"] as number;
    await storeChunks(context.db, id, upload);
    const target = `import:${id}`;
    await audit(context.db, { action: "leads.import", actor, target, address: request.address, now });
    context.publish({ kind: "import.queued", import_id: id });
    const headers = { Location: `${context.api.config.basePath}${leadImport.path}/${id}` };
    return reply(record as z.input<typeof importRecord>, { headers, version });
  },
);

const getImport = operation(
  "GET /imports/{id}",
  {
    summary: "Get an import's progress and errors",
    description:
      "`processed` grows while it runs. `errors` holds what was wrong with the rows that failed, the first 1,000. An import can be read for 30 days after its end.",
    permission: leadImport.permission.read,
    params: idParams,
    returns: importRecord.extend({
      errors: z.array(importError).describe("What was wrong with which row, the first 1,000, in their order."),
    }),
    etag: true,
  },
  async (context, { params }) => {
    const found = await findRecord(context, leadImport, params.id);
    return answer(found, { errors: await errorsOf(context.db, params.id) });
  },
);

const cancelImport = operation(
  "POST /imports/{id}/cancel",
  {
    summary: "Cancel an import",
    description: "No further row is taken. What was imported until then stays; cancelling twice is no error.",
    permission: leadImport.permission.write,
    params: idParams,
    returns: importRecord,
    exampleAnswer: { status: "cancelled", finished_at: "2026-03-10T14:30:05Z" },
    errors: { CONFLICT: "It is over already." },
  },
  async (context, { params }) => {
    const current = await lockRecord(context, leadImport, params.id);
    const { status } = current.record;
    if (status === "cancelled") return answer(current);
    if (!unfinished.includes(status)) {
      throw new AppError("CONFLICT", `The import ${params.id} is ${status} already. There is nothing left to cancel.`);
    }
    await removeUpload(context.db, params.id);
    const ended = { status: "cancelled", finished_at: context.now, leased_by: null, leased_until: null };
    return answer(await updateRecord(context, leadImport, current, ended));
  },
);

export const importOperations = [
  importLeads,
  listOperation("/imports", leadImport, { summary: "List imports" }),
  getImport,
  cancelImport,
] as const;
