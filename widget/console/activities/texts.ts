import type { DueView } from "./due.ts";

interface ViewTexts {
  readonly label: string;
  /** What stands there when there is nothing. */
  readonly empty: string;
  readonly hint: string;
}

/** The tabs in the order in which they stand. */
export const viewTexts: Readonly<Record<DueView, ViewTexts>> = {
  overdue: { label: "Overdue", empty: "Nothing is overdue", hint: "What should have been done by now stands here." },
  today: { label: "Today", empty: "Nothing more for today", hint: "What is due until midnight stands here." },
  upcoming: {
    label: "Upcoming",
    empty: "Nothing ahead",
    hint: "What is due from tomorrow on stands here, day by day.",
  },
  undated: { label: "No date", empty: "Everything has a date", hint: "What is to be done some day stands here." },
  done: { label: "Done", empty: "Nothing done yet", hint: "What was completed stands here, the latest first." },
};
