import { isAssignee, isDate, type QueryShape, wordsOf } from "../lists/list-query.ts";
import { isWord } from "../records/list-filters.ts";
import type { Prospect } from "../records.ts";

export const prospectStatuses = ["active", "inactive", "converted"] as const satisfies readonly Prospect["status"][];

const sorts = ["name", "industry", "created_at", "updated_at"] as const;
export type AccountSort = (typeof sorts)[number];

const accountFilters = {
  assigned_to: isAssignee,
  tag: isWord,
  industry: isWord,
  domain: isWord,
  created_after: isDate,
  created_before: isDate,
};

const sorting = { sorts, falling: ["created_at", "updated_at"], sort: "created_at", order: "desc" } as const;

/** The table of prospects as it stands in the address. */
export const prospectsShape: QueryShape<AccountSort> = {
  path: "/crm/prospects",
  ...sorting,
  filters: { status: wordsOf(prospectStatuses), ...accountFilters },
};

/** The table of companies as it stands in the address. */
export const companiesShape: QueryShape<AccountSort> = { path: "/crm/companies", ...sorting, filters: accountFilters };
