import type { Settings } from "../records.ts";

export type Rules = Settings["reply_rules"];
export type Rule = Rules["rules"][number];

/** When a rule answers, in a sentence. */
export function whenRule({ any_of, max_words, contact, page, hours }: Rule): string {
  const conditions = [
    any_of.length === 0
      ? "any message"
      : any_of.slice(0, 4).join(", ") + (any_of.length > 4 ? ` and ${any_of.length - 4} more` : ""),
    max_words === undefined ? "" : `at most ${max_words} words`,
    contact === undefined ? "" : contact === "given" ? "with an email or phone" : "the visitor is known",
    page === undefined ? "" : `on ${page}`,
    hours === undefined ? "" : hours === "open" ? "inside business hours" : "outside business hours",
  ];
  return conditions.filter(Boolean).join(" · ");
}

/** The list with one of its entries in another place. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (to < 0 || to >= list.length) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}

/** Phrases as they were typed, one on a line or between commas; each once. */
export function phrasesIn(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((phrase) => phrase.trim()))].filter(Boolean);
}
