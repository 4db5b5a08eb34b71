/** A number of minutes in the reader's words: "5 min", from an hour on in whole hours. */
export function durationIn(locale: string, minutes: number): string {
  const [unit, count] = minutes < 60 ? ["minute", minutes] : ["hour", Math.round(minutes / 60)];
  return new Intl.NumberFormat(locale, { style: "unit", unit: `${unit}` }).format(Number(count));
}

/** A moment to come in the reader's words: "09:00" today, "Wed 09:00" within a week, else with its date. */
export function momentIn(locale: string, iso: string, now = Date.now()): string {
  const at = new Date(iso);
  const days = Math.round((at.getTime() - now) / 86_400_000);
  const date = days > 5 ? ({ day: "numeric", month: "short" } as const) : {};
  const day = at.toDateString() === new Date(now).toDateString() ? {} : ({ weekday: "short", ...date } as const);
  return at.toLocaleString(locale, { hour: "2-digit", minute: "2-digit", ...day });
}
