import { type ListQuery, type QueryShape, wordsOf } from "../lists/list-query.ts";
import type { Activity } from "../records.ts";
import { type DueView, dueQuery, dueViews } from "./due.ts";

export const activityTypes = [
  "call",
  "email",
  "meeting",
  "task",
  "note",
] as const satisfies readonly Activity["type"][];

/** The tasks as they stand in the address: one's own unless `who` names others. */
export const activitiesShape: QueryShape<"due_date"> = {
  path: "/crm/activities",
  sorts: ["due_date"],
  falling: [],
  sort: "due_date",
  order: "asc",
  filters: { type: wordsOf(activityTypes), who: (text) => /^(all|none|[1-9]\d*)$/.test(text) },
  views: dueViews,
};

/** The tab that an address asks for. */
export function viewOf({ view }: ListQuery<"due_date">): DueView {
  return dueViews.find((one) => one === view) ?? dueViews[0];
}

/** What a tab asks of the API, beside its page; `now` in milliseconds. */
export function activitiesQuery(
  { search, filters }: ListQuery<"due_date">,
  view: DueView,
  { me, now }: { readonly me: number; readonly now: number },
): Record<string, string | number> {
  const { who = String(me), type } = filters;
  return {
    ...dueQuery(view, now),
    ...(who === "all" ? {} : { assigned_to: who }),
    ...(type === undefined ? {} : { type }),
    ...(search === "" ? {} : { search }),
  };
}
