import { describe, expect, test } from "vitest";
import { pickLocale, wordsOf } from "./words.ts";

describe("the language of the chat", () => {
  test("the first wanted language that there are texts for is chosen", () => {
    expect(pickLocale([null, "tlh", "pt-BR", "de"])).toBe("pt");
    expect(pickLocale(["ZH_Hant"])).toBe("zh");
    expect(pickLocale(["constructor", "", undefined])).toBe("en");
  });

  test("the launcher is called Chat where its language calls it so", () => {
    expect(wordsOf("de")).toEqual({ hello: "Hallo! Wie können wir helfen?", close: "Schließen", chat: "Chat" });
    expect(wordsOf("pl").chat).toBe("Czat");
  });
});
