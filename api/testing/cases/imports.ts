import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

const asCsv = { "Content-Type": "text/csv" };

/** An import that is over. */
async function anImport(stage: Stage) {
  const csv = `E-mail,Name\n${stage.freshEmail()},Jane\nno email,John\n`;
  const { body } = await stage.request("POST /leads/import", { key: stage.secretKey, body: csv, headers: asCsv });
  const id = body.data.import_id as number;
  for (;;) {
    const { status } = await stage.make(`GET /imports/${id}`);
    if (status === "completed") return { id };
  }
}

/** Cancelled before: one that runs may be over by the time it is cancelled. What that does is shown by import.test.ts. */
async function aCancelledImport(stage: Stage) {
  const { id } = await anImport(stage);
  const { write } = await stage.space();
  await write(({ db }) => db.updateTable("imports").set({ status: "cancelled" }).where("import_id", "=", id).execute());
  return { id };
}

export const cases = [
  row("POST /leads/import", {
    given: (stage) => ({ csv: `E-mail,Company,Notes\n${stage.freshEmail()},Globex Corp,Met at the fair\n` }),
    query: { dry_run: true },
    headers: asCsv,
    body: ({ csv }) => csv,
    status: 202,
    answers: {
      data: {
        ...{ status: "queued", dry_run: true, total_rows: 1, processed: 0 },
        mapping: { "E-mail": "email", Company: "company_name", Notes: "raw_payload.Notes" },
      },
    },
  }),
  row("POST /leads/import", {
    name: "a file that no row of could become a lead is refused",
    headers: asCsv,
    body: "Colour,Size\nred,4\n",
    status: 400,
    answers: { details: [{ field: "mapping", code: "no_lead" }] },
  }),
  row("GET /imports", {
    given: anImport,
    query: { status: "completed", per_page: 1, sort: "import_id" },
    status: 200,
    answers: ({ id }) => ({ data: [{ import_id: id, status: "completed" }] }),
  }),
  row("GET /imports/{id}", {
    given: anImport,
    status: 200,
    answers: ({ id }) => ({
      data: {
        ...{ import_id: id, status: "completed", processed: 2, created: 1, failed: 1 },
        errors: [{ row: 2, line: 3, field: "email" }],
      },
    }),
  }),
  row("POST /imports/{id}/cancel", {
    given: aCancelledImport,
    status: 200,
    answers: ({ id }) => ({ data: { import_id: id, status: "cancelled" } }),
  }),
  row("POST /imports/{id}/cancel", {
    name: "an import that is over is not cancelled",
    given: anImport,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
];
