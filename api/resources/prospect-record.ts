import type { Generated } from "kysely";
import { z } from "zod";
import { defineEntity, type Row, timestamps } from "../kit/entity.ts";
import { choice } from "../kit/filters.ts";
import {
  type AccountColumns,
  accountDocument,
  accountFields,
  accountFilters,
  prospectStatuses,
} from "./account-fields.ts";
import { contact, contactRecord } from "./contact-record.ts";
import { customValue } from "./custom-value.ts";
import { history, historySchemas, linkedSchema, newestLinked } from "./embeds.ts";
import { eraseBelongings } from "./erase.ts";
import { opportunitiesOf } from "./opportunity-summaries.ts";

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

export const prospectRecord = z.object({
  prospect_id: z.int().describe("The account's id."),
  ...accountFields,
  status: z
    .enum(prospectStatuses)
    .describe("Whether it is worked on; converted is the end, by POST /prospects/{id}/convert."),
  company_id: z.int().nullable().describe("The company it became."),
  custom_fields: z.record(z.string(), z.json()).describe("Values by the keys of the custom fields."),
  ...timestamps,
});

const contacts = {
  entity: contact,
  owner: "prospect_id",
  summary: contactRecord.pick({
    contact_id: true,
    first_name: true,
    last_name: true,
    email: true,
    phone: true,
    title: true,
  }),
};

const opportunities = opportunitiesOf("prospect_id");

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
  searched: "name, domain, industry and phone",
  search: accountDocument,
  embeds: { contacts: newestLinked(contacts), opportunities: opportunities.embed, ...history("prospect") },
  embedSchemas: { contacts: linkedSchema(contacts), opportunities: opportunities.schema, ...historySchemas },
  customValue,
  erase: (context, ids) =>
    eraseBelongings(context, "prospect", ids, {
      contacts: "prospect_id",
      opportunities: "prospect_id",
      leads: "prospect_id",
      companies: "prospect_id",
    }),
  events: { created: "prospect.created", updated: "prospect.updated", deleted: "prospect.deleted" },
  isCounted: true,
  indexes: {
    prospects_created: "",
    prospects_updated: "sort=updated_at",
    prospects_name: "sort=name",
    prospects_industry: "sort=industry",
    prospects_status: "status=inactive",
    prospects_assigned: "assigned_to=1",
    prospects_domain: "domain=globex.example",
  },
});

/** A prospect of which nothing but its name is known yet. */
export const newProspect: Row = {
  ...{ website: null, domain: null, industry: null, employee_count: null, phone: null, phone_e164: null },
  ...{ address: null, status: "active", company_id: null, assigned_to: null, tags: [] },
};
