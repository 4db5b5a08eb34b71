import type { en } from "./locales/en.ts";

/** What is told of a thread beside its messages, and why one was refused. */
type ThreadNote = "joined" | "closed" | "reopened" | "ended" | "rated" | "signIn";

/**
 * The chat's texts: those that a first message needs, and once they are there the notes of a thread, which come late.
 * `{name}` stands for what the view puts in.
 */
export type Strings = { readonly [Name in keyof typeof en]: string } & { readonly [Name in ThreadNote]?: string };

/** One chunk a locale: only the chosen one is loaded. */
const locales = {
  en: async (): Promise<Strings> => (await import("./locales/en.ts")).en,
  ar: async (): Promise<Strings> => (await import("./locales/ar.ts")).ar,
  de: async (): Promise<Strings> => (await import("./locales/de.ts")).de,
  es: async (): Promise<Strings> => (await import("./locales/es.ts")).es,
  fr: async (): Promise<Strings> => (await import("./locales/fr.ts")).fr,
  he: async (): Promise<Strings> => (await import("./locales/he.ts")).he,
  hi: async (): Promise<Strings> => (await import("./locales/hi.ts")).hi,
  it: async (): Promise<Strings> => (await import("./locales/it.ts")).it,
  ja: async (): Promise<Strings> => (await import("./locales/ja.ts")).ja,
  ko: async (): Promise<Strings> => (await import("./locales/ko.ts")).ko,
  nl: async (): Promise<Strings> => (await import("./locales/nl.ts")).nl,
  pl: async (): Promise<Strings> => (await import("./locales/pl.ts")).pl,
  pt: async (): Promise<Strings> => (await import("./locales/pt.ts")).pt,
  sv: async (): Promise<Strings> => (await import("./locales/sv.ts")).sv,
  tr: async (): Promise<Strings> => (await import("./locales/tr.ts")).tr,
  zh: async (): Promise<Strings> => (await import("./locales/zh.ts")).zh,
} as const;

export type Locale = keyof typeof locales;

/** Texts that the page's owner chose in place of ours, by their names. */
export type OwnTexts = Readonly<Record<string, string>>;

/** The owner's texts among whatever the page gave for a locale. */
export function readOwn(given: unknown): OwnTexts {
  return Object.fromEntries(Object.entries(Object(given)).filter(([, text]) => typeof text === "string")) as OwnTexts;
}

/** Loads the texts of a locale, with the owner's own texts over them. Rejects when the chunk cannot be fetched. */
export async function loadStrings(locale: Locale, own: OwnTexts = {}): Promise<Strings> {
  return { ...(await locales[locale]()), ...own };
}

/** "rtl" for Arabic, Hebrew, Persian and Urdu. */
export function directionOf(locale: string): "ltr" | "rtl" {
  return /^(ar|he|fa|ur)\b/i.test(locale) ? "rtl" : "ltr";
}
