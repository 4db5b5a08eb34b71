import { startOfDay } from "../deals/days.ts";
import { dateText } from "../time.ts";

/** The tabs of the tasks, the usual one first. */
export const dueViews = ["today", "overdue", "upcoming", "undated", "done"] as const;
export type DueView = (typeof dueViews)[number];

/** What a tab asks of the API; days are those of the reader's zone. `now` in milliseconds. */
export function dueQuery(view: DueView, now: number): Readonly<Record<string, string>> {
  const [instant, tomorrow] = [utcText(now), startOfDay(now, 1)];
  switch (view) {
    case "today":
      return {
        completed: "false",
        due_after: instant,
        due_before: utcText(tomorrow - 1000),
        sort: "due_date",
        order: "asc",
      };
    case "overdue":
      return { completed: "false", due_before: utcText(now - 1000), sort: "due_date", order: "asc" };
    case "upcoming":
      return { completed: "false", due_after: utcText(tomorrow), sort: "due_date", order: "asc" };
    case "undated":
      return { completed: "false", has_due_date: "false", sort: "created_at", order: "desc" };
    case "done":
      return { completed: "true", sort: "completed_at", order: "desc" };
  }
}

/** When something is due, as one says it: `Today, 14:00`, `Tomorrow`, `Fri 4 Dec, 09:30`. */
export function dueText(instant: string, now: number): string {
  const at = new Date(instant);
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `${dayName(at.getTime(), now)}, ${time}`;
}

/** The name of a day beside today: `Yesterday`, `Today`, `Tomorrow`, else its date with its weekday. */
export function dayName(instant: number, now: number): string {
  const start = startOfDay(instant);
  const near = [-1, 0, 1].find((later) => start === startOfDay(now, later));
  if (near !== undefined) return ["Yesterday", "Today", "Tomorrow"][near + 1] ?? "";
  const weekday = new Date(instant).toLocaleDateString("en-GB", { weekday: "short" });
  return `${weekday} ${dateText(new Date(instant).toISOString(), now)}`;
}

/** Whole seconds, as the API keeps them. */
function utcText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}
