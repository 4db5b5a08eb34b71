import { describe, expect, test } from "vitest";
import { directionOf, loadStrings, pickLocale } from "./strings.ts";

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
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("texts", () => {
  test.each(spoken)("%s says everything, with the same placeholders as English", async (locale) => {
    const [english, texts] = await Promise.all([loadStrings("en"), loadStrings(locale)]);
    expect(pickLocale([locale])).toBe(locale);
    expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
    for (const [name, text] of Object.entries(texts)) {
      expect(text.trim(), name).not.toBe("");
      expect(placeholders(text), name).toEqual(placeholders(english[name as keyof typeof english]));
    }
  });

  test("the first wanted language that there are texts for is chosen", () => {
    expect(pickLocale([null, "tlh", "pt-BR", "de"])).toBe("pt");
    expect(pickLocale(["ZH_Hant"])).toBe("zh");
    expect(pickLocale(["constructor", "", undefined])).toBe("en");
  });

  test("an owner's own texts win", async () => {
    const texts = await loadStrings("de", { send: "Ab damit" });
    expect(texts.send).toBe("Ab damit");
    expect(texts.close).toBe("Chat schließen");
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
