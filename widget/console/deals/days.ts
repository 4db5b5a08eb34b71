/** A calendar day of the reader's own zone as `YYYY-MM-DD`; `later` days after the instant's. */
export function dayOf(instant: number, later = 0): string {
  const date = new Date(instant);
  return dayText(new Date(date.getFullYear(), date.getMonth(), date.getDate() + later));
}

/** The instant at which a day of the reader's zone begins, in milliseconds; `later` days after the instant's. */
export function startOfDay(instant: number, later = 0): number {
  const date = new Date(instant);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime();
}

/** When a deal is expected to close, as the filter offers it. */
export const closingWords = ["overdue", "month", "next_month", "quarter"] as const;
export type ClosingWord = (typeof closingWords)[number];

export interface ClosingRange {
  readonly closing_after?: string;
  readonly closing_before?: string;
}

/** The days that such a word stands for, both included; `now` in milliseconds. */
export function closingRange(word: ClosingWord, now: number): ClosingRange {
  const date = new Date(now);
  const [year, month] = [date.getFullYear(), date.getMonth()];
  if (word === "overdue") return { closing_before: dayOf(now, -1) };
  const first = word === "quarter" ? month - (month % 3) : word === "month" ? month : month + 1;
  const months = word === "quarter" ? 3 : 1;
  return {
    closing_after: dayText(new Date(year, first, 1)),
    closing_before: dayText(new Date(year, first + months, 0)),
  };
}

function dayText(date: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
