import type { Locale, OwnTexts, Strings } from "../../ui/strings.ts";
import type { en } from "./locales/en.ts";
import { warmUp } from "./warm-up.ts";

/** The texts of all that a first message does not need. Placeholders as in Strings. */
export type LateStrings = { readonly [Name in keyof typeof en]: string };

/** One chunk a locale, beside those of ui/strings.ts. */
const locales: { readonly [Name in Locale]: () => Promise<LateStrings> } = {
  en: async () => (await import("./locales/en.ts")).en,
  ar: async () => (await import("./locales/ar.ts")).ar,
  de: async () => (await import("./locales/de.ts")).de,
  es: async () => (await import("./locales/es.ts")).es,
  fr: async () => (await import("./locales/fr.ts")).fr,
  he: async () => (await import("./locales/he.ts")).he,
  hi: async () => (await import("./locales/hi.ts")).hi,
  it: async () => (await import("./locales/it.ts")).it,
  ja: async () => (await import("./locales/ja.ts")).ja,
  ko: async () => (await import("./locales/ko.ts")).ko,
  nl: async () => (await import("./locales/nl.ts")).nl,
  pl: async () => (await import("./locales/pl.ts")).pl,
  pt: async () => (await import("./locales/pt.ts")).pt,
  sv: async () => (await import("./locales/sv.ts")).sv,
  tr: async () => (await import("./locales/tr.ts")).tr,
  zh: async () => (await import("./locales/zh.ts")).zh,
};

/** What texts are chosen by, and where they go. */
export interface Speaker {
  readonly locale: Locale;
  readonly own: OwnTexts;
  late: LateStrings;
  /** Takes the late texts too, for the notes of the thread. */
  strings: Strings;
}

/**
 * Brings the late texts to the language of the moment, with the owner's own texts over them; resolves to those. Rejects
 * when the chunk cannot be fetched.
 */
export async function speak(speaker: Speaker): Promise<OwnTexts> {
  const { locale, own } = speaker;
  const late = { ...(await locales[locale]()), ...own };
  await warmUp(locale);
  // Chosen again meanwhile: what was chosen last may be here already.
  if (speaker.own === own || !speaker.late) Object.assign(speaker, { late, strings: { ...speaker.strings, ...late } });
  return own;
}
