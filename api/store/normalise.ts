/** Letters that Unicode does not take apart into a base letter and a mark. */
const spelledOut: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

/** A longer word is found by its first letters; both engines bound the length of an index entry. */
const longestWord = 64;
const mostWords = 2000;

/**
 * Text as both engines compare it: without case, accents and compatibility forms (NFKD).
 * The same function makes search documents, search queries and sort keys, so that SQLite and Postgres agree.
 */
export function normalise(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => spelledOut[letter] ?? letter)
    .trim();
}

/** The normalised words of a text, in order, each once. */
export function wordsOf(text: string): string[] {
  const words = normalise(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.slice(0, mostWords).map((word) => word.slice(0, longestWord)))];
}
