import type { LeadStatus } from "../records.ts";
import { leadStatuses } from "../records.ts";

/** The columns by which the API sorts leads. */
export const leadSorts = ["last_name", "email", "company_name", "status", "source", "score", "created_at"] as const;
export type LeadSort = (typeof leadSorts)[number];

/** What the leads table shows; the address bar holds it, so reload, back and a shared link lead to the same rows. */
export interface LeadFilters {
  readonly search: string;
  readonly status: readonly LeadStatus[];
  /** An employee's id, `none` for unassigned, or null for everybody's. */
  readonly assignedTo: string | null;
  readonly sort: LeadSort;
  readonly order: "asc" | "desc";
  readonly page: number;
}

export const defaultLeadFilters: LeadFilters = {
  search: "",
  status: [],
  assignedTo: null,
  sort: "created_at",
  order: "desc",
  page: 1,
};

/** Reads the filters from an address; whatever is not understood counts as absent. */
export function readLeadFilters(query: URLSearchParams): LeadFilters {
  const statuses = (query.get("status") ?? "").split(",");
  const assigned = query.get("assigned_to") ?? "";
  const page = Number(query.get("page"));
  return {
    search: query.get("search")?.trim() ?? "",
    status: leadStatuses.filter((status) => statuses.includes(status)),
    assignedTo: /^(none|[1-9]\d*)$/.test(assigned) ? assigned : null,
    sort: leadSorts.find((sort) => sort === query.get("sort")) ?? defaultLeadFilters.sort,
    order: query.get("order") === "asc" ? "asc" : "desc",
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address of the leads table with these filters; defaults are left out, so that a plain table has a plain address. */
export function leadsHref(filters: LeadFilters): string {
  const query = new URLSearchParams();
  if (filters.search !== "") query.set("search", filters.search);
  if (filters.status.length > 0) query.set("status", filters.status.join(","));
  if (filters.assignedTo !== null) query.set("assigned_to", filters.assignedTo);
  if (filters.sort !== defaultLeadFilters.sort) query.set("sort", filters.sort);
  if (filters.order !== defaultLeadFilters.order) query.set("order", filters.order);
  if (filters.page > 1) query.set("page", String(filters.page));
  const text = query.toString().replaceAll("%2C", ",");
  return text === "" ? "/crm/leads" : `/crm/leads?${text}`;
}

/** The filters as `GET /leads` takes them. */
export function leadsQuery(filters: LeadFilters, perPage: number): Record<string, string | number> {
  return {
    page: filters.page,
    per_page: perPage,
    sort: filters.sort,
    order: filters.order,
    ...(filters.search === "" ? {} : { search: filters.search }),
    ...(filters.status.length === 0 ? {} : { status: filters.status.join(",") }),
    ...(filters.assignedTo === null ? {} : { assigned_to: filters.assignedTo }),
  };
}

/** The filters after a click on a column: the same one again turns the order; dates and scores begin with the highest. */
export function sortedBy(filters: LeadFilters, sort: LeadSort): LeadFilters {
  const natural = sort === "created_at" || sort === "score" ? "desc" : "asc";
  const order = filters.sort !== sort ? natural : filters.order === "asc" ? "desc" : "asc";
  return { ...filters, sort, order, page: 1 };
}
