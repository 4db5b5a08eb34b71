import type { Generated } from "kysely";
import { z } from "zod";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { reference } from "../kit/filters.ts";
import { type AccountColumns, accountDocument, accountFields, accountFilters } from "./account-fields.ts";

declare module "../store/tables.ts" {
  interface Tables {
    companies: CompaniesTable;
  }
}

interface CompaniesTable extends AccountColumns {
  company_id: Generated<number>;
  prospect_id: number | null;
}

export const companyRecord = z.object({
  company_id: z.int().describe("The company's id."),
  prospect_id: z.int().nullable().describe("The prospect it was; null when that one is erased."),
  ...accountFields,
  ...timestamps,
});

export const company = defineEntity({
  name: "company",
  table: "companies",
  id: "company_id",
  path: "/companies",
  permission: { read: "prospects:read", write: "prospects:write", delete: "prospects:write" },
  record: companyRecord,
  sort: ["created_at", "updated_at", "company_id", "name", "industry"],
  folded: ["name", "industry"],
  filters: { ...accountFilters, prospect_id: reference("The prospect it was.") },
  searched: "name, domain, industry and phone",
  search: accountDocument,
  events: {},
  isCounted: true,
  indexes: {
    companies_created: "",
    companies_updated: "sort=updated_at",
    companies_name: "sort=name",
    companies_industry: "sort=industry",
    companies_assigned: "assigned_to=1",
    companies_domain: "domain=globex.example",
  },
});
