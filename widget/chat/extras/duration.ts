/** A number of minutes in the reader's words: "5 min", from an hour on in whole hours. */
export function durationIn(locale: string, minutes: number): string {
  const [unit, count] = minutes < 60 ? ["minute", minutes] : ["hour", Math.round(minutes / 60)];
  return new Intl.NumberFormat(locale, { style: "unit", unit: `${unit}` }).format(Number(count));
}
