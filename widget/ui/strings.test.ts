import { describe, expect, test } from "vitest";
import { type LateStrings, speak } from "../chat/extras/late-strings.ts";
import { pickLocale, wordsOf } from "../chat/words.ts";
import {
  directionOf,
  type FetchTexts,
  type Locale,
  loadStrings,
  type OwnTexts,
  readOwn,
  type Strings,
} from "./strings.ts";

const spoken = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "sv",
  "tr",
  "ar",
  "he",
  "ja",
  "zh",
  "ko",
  "hi",
] as const;
const fetchTexts: FetchTexts = (locale) => import(`./locales/${locale}.ts`);
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

/** Those of the first message and the late ones. */
async function everything(locale: Locale, own: OwnTexts = {}) {
  const speaker = { locale, own, late: {} as LateStrings, strings: {} as Strings };
  const [texts] = await Promise.all([loadStrings(fetchTexts, locale, own), speak(speaker)]);
  return { ...wordsOf(locale), ...texts, ...speaker.late };
}

describe("texts", () => {
  test.each(spoken)("%s says everything, with the same placeholders as English", async (locale) => {
    const [english, texts] = await Promise.all([everything("en"), everything(locale)]);
    expect(pickLocale([locale])).toBe(locale);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [name, text] of Object.entries(texts)) {
      expect(text.trim(), name).not.toBe("");
      expect(placeholders(text), name).toEqual(placeholders(english[name as keyof typeof english]));
    }
  });

  test("an owner's own texts win", async () => {
    const own = readOwn({ send: "Ab damit", menu: "Mehr", close: 7 });
    const texts = await everything("de", own);
    expect(texts.send).toBe("Ab damit");
    expect(texts.menu).toBe("Mehr");
    expect(texts.close).toBe("Chat schließen");
  });

  test("whatever a page gives in place of texts is none", () => {
    for (const given of [null, undefined, 7, "text", [1], { send: null }]) expect(readOwn(given).send).toBeUndefined();
  });

  test("Arabic and Hebrew are read from right to left", () => {
    expect(["ar", "ar-EG", "he", "en", "hi", "de"].map(directionOf)).toEqual([
      "rtl",
      "rtl",
      "rtl",
      "ltr",
      "ltr",
      "ltr",
    ]);
  });
});
