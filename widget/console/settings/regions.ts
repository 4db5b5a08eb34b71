type Choices = readonly (readonly [value: string, label: string])[];

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Countries by their English names, as far as this browser knows them; the chosen one always. */
export function countries(chosen: string): Choices {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const codes = letters.flatMap((one) => letters.map((other) => one + other));
  const known = codes.flatMap((code) => named(code, names));
  return sorted(known.some(([code]) => code === chosen) ? known : [...known, [chosen, chosen]]);
}

/** Currencies by their English names; the chosen one always. */
export function currencies(chosen: string): Choices {
  const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });
  const codes = new Set([...Intl.supportedValuesOf("currency"), chosen]);
  return [...codes].sort().map((code) => [code, `${code} – ${names.of(code) ?? code}`]);
}

/** Time zones; the chosen one always. */
export function timezones(chosen: string): Choices {
  return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), chosen])]
    .sort()
    .map((zone) => [zone, zone.replaceAll("_", " ")]);
}

/** No place where a phone is: groups of countries, and what the standard keeps for private use. */
const notCountries = new Set(["EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"]);

function named(code: string, names: Intl.DisplayNames): readonly (readonly [string, string])[] {
  const name = notCountries.has(code) ? undefined : names.of(code);
  return name === undefined ? [] : [[code, name]];
}

function sorted(choices: Choices): Choices {
  return [...choices].sort(([, one], [, other]) => one.localeCompare(other, "en"));
}
