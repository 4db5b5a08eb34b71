import type { en } from "./locales/en.ts";

/** What is told of a thread beside its messages, and why one was refused. */
type ThreadNote = "joined" | "closed" | "reopened" | "ended" | "rated" | "signIn";

/**
 * The chat's texts: those that a first message needs, and once they are there the notes of a thread, which come late.
 * `{name}` stands for what the view puts in.
 */
export type Strings = { readonly [Name in keyof typeof en]: string } & { readonly [Name in ThreadNote]?: string };

/** The languages that there are texts for, each in a file of `locales/`; only the chosen one is loaded. */
export type Locale =
  | "en"
  | "ar"
  | "de"
  | "es"
  | "fr"
  | "he"
  | "hi"
  | "it"
  | "ja"
  | "ko"
  | "nl"
  | "pl"
  | "pt"
  | "sv"
  | "tr"
  | "zh";

/** Fetches the module of a language, which exports its texts by its name. */
export type FetchTexts = (locale: Locale) => Promise<Readonly<Record<Locale, Strings>>>;

/** Texts that the page's owner chose in place of ours, by their names. */
export type OwnTexts = Readonly<Record<string, string>>;

/** The owner's texts among whatever the page gave for a locale. */
export function readOwn(given: unknown): OwnTexts {
  return Object.fromEntries(Object.entries(Object(given)).filter(([, text]) => typeof text === "string")) as OwnTexts;
}

/** The texts of a language, with the owner's own over them. Rejects when they cannot be fetched. */
export async function loadStrings(fetchTexts: FetchTexts, locale: Locale, own: OwnTexts = {}): Promise<Strings> {
  return { ...(await fetchTexts(locale))[locale], ...own };
}

/** "rtl" for Arabic, Hebrew, Persian and Urdu. */
export function directionOf(locale: string): "ltr" | "rtl" {
  return /^(ar|he|fa|ur)\b/i.test(locale) ? "rtl" : "ltr";
}
