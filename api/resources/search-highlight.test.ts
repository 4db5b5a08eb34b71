import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, normalise } from "../store/normalise.ts";
import { createHighlighter, firstLine } from "./search-highlight.ts";

const highlight = (q: string, text: string) => createHighlighter(q)({ title: text, subtitle: "", words: "" });

/** The text with its matched parts in brackets. */
function marked(q: string, text: string): string {
  const { text: shown, ranges } = highlight(q, text);
  return ranges.reduceRight(
    (line, [start, end]) => `${line.slice(0, start)}[${line.slice(start, end)}]${line.slice(end)}`,
    shown,
  );
}

describe("a highlight", () => {
  test.each([
    ["jo", "John Doe", "[Jo]hn Doe"],
    ["doe john", "John Doe", "[John] [Doe]"],
    ["jo john", "John Doe", "[John] Doe"],
    ["zoe", "ZOË Åberg", "[ZOË] Åberg"],
    ["Zoë", "Zoe\u0308 and zoes", "[Zoe\u0308] and [zoe]s"],
    ["cafe", "cafe\u0301s", "[cafe\u0301]s"],
    ["strasse 5", "Lange Straße 5", "Lange [Straße] [5]"],
    ["stras", "Straße", "[Straß]e"],
    ["strass", "Straße", "[Straß]e"],
    ["fin", "the ﬁnance team", "the [ﬁn]ance team"],
    ["f", "the ﬁnance team", "the [ﬁ]nance team"],
    ["acme", "😀😀 Acme 👩‍👩‍👧 acme😀", "😀😀 [Acme] 👩‍👩‍👧 [acme]😀"],
    ["ann", "𝒜nn 𝔞nna", "[𝒜nn] [𝔞nn]a"],
    ["عرب", "هو عَرَبِيّ", "هو [عَرَبِ]يّ"],
    ["οδοσ", "ΟΔΟΣ οδός", "[ΟΔΟΣ] [οδός]"],
    ["1 2", "½ kg", "[½] kg"],
    ["izmir", "İZMİR", "[İZMİR]"],
    ["of", "soft often", "soft [of]ten"],
    ["example", "john@example.com", "john@[example].com"],
    ["nobody", "John", "John"],
    ["b", "a\ud800b b\udc00", "a\ud800[b] [b]\udc00"],
  ])("of %s in %s", (q, text, expected) => {
    expect(marked(q, text)).toBe(expected);
  });

  test("is of the field with the most of the words, the title first of equals", () => {
    const document = { title: "John", subtitle: "Acme John", words: "acme john doe" };
    expect(createHighlighter("john")(document).field).toBe("title");
    expect(createHighlighter("acme john")(document).field).toBe("subtitle");
    expect(createHighlighter("doe john acme")(document)).toMatchObject({ field: "text", text: "acme john doe" });
    expect(createHighlighter("nobody")(document)).toEqual({ field: "title", text: "John", ranges: [] });
  });

  test("of a long text is cut between words around the first match", () => {
    const { text, ranges } = highlight("needle", `${"hay stack ".repeat(500)}needle ${"more hay ".repeat(500)}`);
    expect(text.length).toBeLessThanOrEqual(160);
    expect(text).toMatch(/^…(hay|stack) .* needle (more|hay) .*(more|hay)…$/);
    expect(ranges.map(([start, end]) => text.slice(start, end))).toEqual(["needle"]);
  });

  test("of a long text keeps its beginning or its end when the match is there", () => {
    expect(highlight("first", `First ${"hay ".repeat(100)}`).text).toMatch(/^First hay .* hay…$/);
    expect(highlight("last", `${"hay ".repeat(100)}last`).text).toMatch(/^…hay .* hay last$/);
  });

  test("never cuts a character in two, even where there is no space", () => {
    for (const text of ["👩‍👩‍👧".repeat(100), `a${"👍🏽".repeat(100)}`, "e\u0301".repeat(200)]) {
      const shown = highlight("e", text).text.replace("…", "");
      expect(shown.length).toBeLessThanOrEqual(159);
      const whole = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
      expect(whole.slice(0, [...new Intl.Segmenter().segment(shown)].length).join("")).toBe(shown);
    }
  });

  test("always lies within its text, in order, and folds to what was searched", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 5 }),
      fc.constantFrom(
        "Straße",
        "ﬁ",
        " ",
        "\n",
        "zoe\u0308",
        "👩‍👩‍👧",
        "½",
        "عَرَبِيّ",
        `a${"\u0301".repeat(300)}`,
        "x".repeat(300),
      ),
    );
    const long = fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join(""));
    const q = fc.constantFrom("stras", "f", "zoe", "1", "a", "xxx", "عرب", "s z f a 1 2");
    fc.assert(
      fc.property(q, long, (query, text) => {
        const found = highlight(query, text);
        expect(found.text.length).toBeLessThanOrEqual(160);
        let last = 0;
        for (const [start, end] of found.ranges) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          const shown = normalise(found.text.slice(start, end));
          expect(query.split(" ").some((word) => shown.startsWith(normalise(word)))).toBe(true);
        }
        expect(last).toBeLessThanOrEqual(found.text.length);
      }),
      { numRuns: 300 },
    );
  });

  test("can rely on folding character by character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect([...text].map(fold).join("")).toBe(fold(text));
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["  One\n\ttwo ", 80, "One two"],
  ["one two three", 9, "one two…"],
  ["👍🏽👍🏽👍🏽", 9, "👍🏽👍🏽…"],
])("the first line of %j", (text, length, expected) => {
  expect(firstLine(text, length)).toBe(expected);
});
