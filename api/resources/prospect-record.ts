import { type Generated, sql } from "kysely";
import { z } from "zod";
import { defineEntity, type Embed, type Row, timestamps } from "../kit/entity.ts";
import { choice } from "../kit/filters.ts";
import { type AccountColumns, accountDocument, accountFields, accountFilters } from "./account-fields.ts";
import { contactRecord } from "./contact-record.ts";
import { customValue } from "./custom-value.ts";
import { grouped, history, historySchemas, readableWith } from "./embeds.ts";
import { eraseOf } from "./erase.ts";

declare module "../store/tables.ts" {
  interface Tables {
    prospects: ProspectsTable;
  }
}

interface ProspectsTable extends AccountColumns {
  prospect_id: Generated<number>;
  status: Generated<string>;
  company_id: number | null;
  custom_fields: Generated<string>;
}

export const prospectStatuses = ["active", "inactive", "converted"] as const;

export const prospectRecord = z.object({
  prospect_id: z.int(),
  ...accountFields,
  status: z.enum(prospectStatuses),
  company_id: z.int().nullable().describe("The company it became."),
  custom_fields: z.record(z.string(), z.json()),
  ...timestamps,
});

const contactSummary = contactRecord.pick({
  contact_id: true,
  first_name: true,
  last_name: true,
  email: true,
  phone: true,
  title: true,
});

const newestContacts: Embed = async ({ db }, ids) => {
  const { rows } = await sql<Row>`
    select contact_id, first_name, last_name, email, phone, title, prospect_id from (
      select contacts.*,
        row_number() over (partition by prospect_id order by created_at desc, contact_id desc) as place
      from contacts where deleted_at is null and prospect_id in (${sql.join(ids)})
    ) as newest where place <= 100 order by created_at desc, contact_id desc
  `.execute(db);
  return grouped(rows, "prospect_id", ({ prospect_id: _, ...row }) => row);
};

export const prospect = defineEntity({
  name: "prospect",
  table: "prospects",
  id: "prospect_id",
  path: "/prospects",
  permission: { read: "prospects:read", write: "prospects:write", delete: "prospects:write" },
  record: prospectRecord,
  sort: ["created_at", "updated_at", "prospect_id", "name", "industry"],
  folded: ["name", "industry"],
  filters: { status: choice(prospectStatuses, { all: true }), ...accountFilters },
  search: accountDocument,
  embeds: { contacts: readableWith("contacts:read", newestContacts), ...history("prospect") },
  embedSchemas: {
    contacts: z
      .array(contactSummary)
      .nullable()
      .describe("The newest 100 (GET /people?prospect_id= lists all); null without contacts:read."),
    ...historySchemas,
  },
  customValue,
  erase: eraseOf("prospect", {
    contacts: "prospect_id",
    leads: "prospect_id",
    companies: "prospect_id",
    opportunities: "prospect_id",
  }),
  events: { created: "prospect.created", updated: "prospect.updated", deleted: "prospect.deleted" },
});

/** A prospect of which nothing but its name is known yet. */
export const newProspect: Row = {
  ...{ website: null, domain: null, industry: null, employee_count: null, phone: null, phone_e164: null },
  ...{ address: null, status: "active", company_id: null, assigned_to: null, tags: [], custom_fields: {} },
};
