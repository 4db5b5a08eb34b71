export interface DateFormats {
  /** "Today", "Yesterday" or "Monday, 3 March", in the reader's time zone. */
  day(iso: string): string;
  /** "09:41". Empty for what is no date. */
  time(iso: string): string;
}

const dayLength = 86_400_000;
/** When the day of a moment began, by the reader's clock; NaN for what is no date. */
export const midnight = (at: Date | string): number => new Date(at).setHours(0, 0, 0, 0);

/**
 * Formats for one locale. The first one that a page makes takes longer than the rest of a panel that opens, so none is
 * made before there is a date to show; keep them while the locale stays.
 */
export function createDateFormats(locale: string, now: () => number): DateFormats {
  let clock: Intl.DateTimeFormat | undefined;
  return {
    day(iso) {
      const at = new Date(iso);
      const today = new Date(now());
      const ago = Math.round((midnight(today) - midnight(at)) / dayLength);
      if (ago === 0 || ago === 1) {
        const word = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-ago, "day");
        return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
      }
      const year = at.getFullYear() === today.getFullYear() ? {} : { year: "numeric" as const };
      return at.toLocaleDateString(locale, { weekday: "long", day: "numeric", month: "long", ...year });
    },
    time(iso) {
      if (!iso) return "";
      clock ??= new Intl.DateTimeFormat(locale, { timeStyle: "short" });
      return clock.format(new Date(iso));
    },
  };
}
