import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

const csv = { "Content-Type": "text/csv" };

/** An import that is over, so that nothing changes it while it is read. */
async function anImport(stage: Stage) {
  const sent = await stage.request("POST /leads/import?dry_run=true", {
    ...{ key: stage.secretKey, headers: csv },
    body: `email\n${stage.freshEmail()}\n`,
  });
  const id = sent.body.data.import_id as number;
  while ((await stage.make(`GET /imports/${id}`)).status !== "completed");
  return { id };
}

export const cases = [
  row("POST /leads/import", {
    headers: csv,
    // Leads come after the answer: only a dry run has no events that another row could see.
    query: { dry_run: true },
    body: "email,Colour\nrow@import.example,red\n",
    status: 202,
    answers: {
      data: { dry_run: true, total_rows: 1, mapping: { email: "email", Colour: "raw_payload.Colour" } },
    },
    except: { json_only: "takes text/csv", unknown_field: "a file has columns; an unknown one is kept" },
  }),
  row("POST /leads/import", {
    name: "JSON is no file",
    body: { email: "a@b.example" },
    status: 415,
    answers: { error: "UNSUPPORTED_MEDIA_TYPE" },
  }),
  row("GET /imports", {
    given: anImport,
    query: { per_page: 1, sort: "import_id", order: "desc" },
    status: 200,
    answers: ({ id }) => ({ data: [{ import_id: id, status: "completed" }] }),
  }),
  row("GET /imports/{id}", {
    given: anImport,
    status: 200,
    answers: ({ id }) => ({ data: { import_id: id, processed: 1, created: 1, failed: 0, errors: [] } }),
  }),
];
