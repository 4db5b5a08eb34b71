const dayMilliseconds = 24 * 60 * 60 * 1000;

interface LocalTime {
  /** `HH:MM`, which compares as text. */
  readonly time: string;
  /** The wall clock read as if it were UTC, in milliseconds. */
  readonly asUtc: number;
}

/** A time zone's wall clock. */
export interface Zone {
  at(instant: number): LocalTime;
  /** How far the wall clock is ahead of UTC, in milliseconds. */
  offset(instant: number): number;
}

/** The wall clock of an IANA time zone, with all its changes. */
export function createZone(timezone: string): Zone {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const at = (instant: number): LocalTime => {
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const asUtc = Date.parse(
      `${part["year"]}-${part["month"]}-${part["day"]}T${part["hour"]}:${part["minute"]}:${part["second"]}Z`,
    );
    return { time: `${part["hour"]}:${part["minute"]}`, asUtc };
  };
  return { at, offset: (instant) => at(instant).asUtc - Math.floor(instant / 1000) * 1000 };
}

/**
 * The instant at which a day (`2026-03-29`) begins, in milliseconds: its midnight, the first of two, or where the clocks
 * skip midnight the first moment after it.
 */
export function startOfDay(zone: Zone, day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const offset = zone.offset(midnight - dayMilliseconds);
  if (offset === zone.offset(midnight + dayMilliseconds)) return midnight - offset;
  let [before, after] = [midnight - dayMilliseconds, midnight + dayMilliseconds];
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (zone.at(middle).asUtc < midnight) before = middle;
    else after = middle;
  }
  return after;
}
