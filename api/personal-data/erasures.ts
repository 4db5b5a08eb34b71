import type { Generated, Kysely } from "kysely";
import { z } from "zod";
import { chunks } from "../kept-answers.ts";
import { defineEntity } from "../kit/entity.ts";
import { choice, exactly, number } from "../kit/filters.ts";
import type { Tables } from "../store/tables.ts";

interface ErasuresTable {
  erasure_id: Generated<number>;
  entity_type: string;
  entity_id: number;
  erased_at: string;
  /** `employee:<id>`. */
  erased_by: string;
}

declare module "../store/tables.ts" {
  interface Tables {
    erasures: ErasuresTable;
  }
}

const kinds = ["lead", "contact", "conversation"] as const;

const erasureRecord = z.object({
  erasure_id: z.int().describe("The entry's id."),
  entity_type: z.enum(kinds).describe("What was erased: a lead, a contact or a conversation."),
  entity_id: z.int().describe("The id it had. No other record ever gets it."),
  erased_at: z.string().describe("When, UTC ISO 8601."),
  erased_by: z.string().describe("Who erased it: `employee:<id>`."),
});

/** What is left of people who were erased. Its view gives the table the columns that every list asks for. */
export const erasure = defineEntity({
  name: "erasure",
  table: "listed_erasures",
  id: "erasure_id",
  path: "/personal-data/erasures",
  permission: { read: "console_admin", write: "console_admin", delete: "console_admin" },
  record: erasureRecord,
  sort: ["erased_at", "erasure_id"],
  filters: {
    entity_type: choice(kinds),
    entity_id: number("The id it had; name entity_type beside it."),
    erased_by: exactly("Who erased it: `employee:<id>`."),
  },
  events: {},
});

/** Rows that one statement inserts. */
const rowsAtOnce = 500;

/** Notes that records were erased: their ids, when, and by whom. */
export async function noteErasures(
  db: Kysely<Tables>,
  entity_type: (typeof kinds)[number],
  ids: readonly number[],
  by: { readonly erased_at: string; readonly erased_by: string },
): Promise<void> {
  for (const some of chunks(ids, rowsAtOnce)) {
    await db
      .insertInto("erasures")
      .values(some.map((entity_id) => ({ entity_type, entity_id, ...by })))
      .execute();
  }
}
