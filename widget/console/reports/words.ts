const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A span as people say it: `45 s`, `3 min`, `1 h 20 min`, `2 d`. */
export function spanText(seconds: number): string {
  if (seconds < minute) return `${seconds} s`;
  if (seconds < hour) return pair(seconds, minute, "min", 1, "s");
  if (seconds < day) return pair(seconds, hour, "h", minute, "min");
  return pair(seconds, day, "d", hour, "h");
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  const whole = `${Math.floor(seconds / large)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
export const numberText = (value: number): string => numbers.format(value);

export const moneyText = (value: number, currency: string): string =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency }).format(value);

/** A part of a whole in percent; a dash where there is no whole. */
export const shareText = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${Math.round((part / whole) * 100)} %`;

/** What has changed since the days before, in words; null where there is nothing to compare. */
export function changeText(
  now: number | null,
  before: number | null,
  [more, less]: readonly [more: string, less: string],
  format: (value: number) => string = numberText,
): string | null {
  if (now === null || before === null) return null;
  if (now === before) return `as before (${format(before)})`;
  if (before === 0) return `none before`;
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  return `${percent === 0 ? "<1" : numberText(percent)} % ${now > before ? more : less} than before (${format(before)})`;
}
