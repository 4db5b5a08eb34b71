import type { Locale } from "../../../ui/strings.ts";

/** The languages that the widget speaks. The type makes a missing one an error. */
const spoken: Readonly<Record<Locale, true>> = {
  en: true,
  ar: true,
  de: true,
  es: true,
  fr: true,
  he: true,
  hi: true,
  it: true,
  ja: true,
  ko: true,
  nl: true,
  pl: true,
  pt: true,
  sv: true,
  tr: true,
  zh: true,
};

/** They by their English names; the chosen one always, such as pt-BR. */
export function languages(chosen = "en"): readonly (readonly [value: string, label: string])[] {
  const names = new Intl.DisplayNames("en", { type: "language" });
  return [...new Set([...Object.keys(spoken), chosen])]
    .map((tag) => [tag, names.of(tag) ?? tag] as const)
    .sort(([, one], [, other]) => one.localeCompare(other, "en"));
}
