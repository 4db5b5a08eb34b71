import { apiQuery, isAssignee, type ListQuery, type QueryShape, wordsOf } from "../lists/list-query.ts";
import { type ClosingWord, closingRange, closingWords } from "./days.ts";

const sorts = ["name", "value", "weighted_value", "probability", "expected_close_date", "created_at"] as const;
export type DealSort = (typeof sorts)[number];

export const dealStatuses = ["open", "won", "lost"] as const;

/** The pipeline as it stands in the address. */
export const dealsShape: QueryShape<DealSort> = {
  path: "/crm/opportunities",
  sorts,
  falling: ["value", "weighted_value", "probability", "created_at"],
  sort: "expected_close_date",
  order: "asc",
  filters: {
    assigned_to: isAssignee,
    closing: (text) => closingWords.some((word) => word === text),
    status: wordsOf(dealStatuses),
  },
  views: ["board", "list"],
};

/** The query as the API takes it. What is late is open: nobody waits for what was won or lost. `now` in milliseconds. */
export function dealsQuery(query: ListQuery<DealSort>, perPage: number, now: number): Record<string, string | number> {
  const { closing, ...asked } = apiQuery(query, perPage);
  if (closing === undefined) return asked;
  // The shape lets no other word through.
  const word = closing as ClosingWord;
  return { ...asked, ...closingRange(word, now), ...(word === "overdue" ? { status: "open" } : {}) };
}

/** What narrows the board: it has a column for each status anyway. */
export function boardFilters(query: ListQuery<DealSort>, now: number): Readonly<Record<string, string>> {
  const { status: _, ...filters } = query.filters;
  const {
    page: _page,
    per_page: _size,
    sort: _sort,
    order: _order,
    ...asked
  } = dealsQuery({ ...query, filters }, 1, now);
  // All that remains are texts.
  return asked as Record<string, string>;
}
