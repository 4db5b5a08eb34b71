import { isAssignee, isWord, type QueryShape, wordsOf } from "../lists/list-query.ts";
import { leadStatuses } from "../records.ts";

const sorts = ["last_name", "email", "company_name", "status", "source", "score", "created_at"] as const;
export type LeadSort = (typeof sorts)[number];

/** The table of leads as it stands in the address. */
export const leadsShape: QueryShape<LeadSort> = {
  path: "/crm/leads",
  sorts,
  falling: ["score", "created_at"],
  sort: "created_at",
  order: "desc",
  filters: { status: wordsOf(leadStatuses), assigned_to: isAssignee, source: isWord },
};
