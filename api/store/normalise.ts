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
  // The sigma that ends a word, so that a beginning finds the whole.
  ς: "σ",
};

/** A longer word is found by its first letters; both engines bound the length of an index entry. */
const longestWord = 64;

/**
 * Text as both engines compare it: without case, accents and compatibility forms (NFKD).
 * The same function makes search documents, search queries and sort keys, so that SQLite and Postgres agree.
 */
export const normalise = (text: string): string => fold(text).trim();

/** Folding each code point alone gives the same text as folding the whole: highlights rely on it. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => spelledOut[letter] ?? letter);
}

/** The words of a folded text, each with where it starts. */
export const foldedWords = (folded: string) => folded.matchAll(/[\p{L}\p{N}]+/gu);

/** The normalised words of a text, in order, each once. */
export function wordsOf(text: string): string[] {
  return [...new Set(Array.from(foldedWords(fold(text)), ([word]) => shorten(word)))];
}

/** Cuts no character in two: half of one cannot be stored. */
const shorten = (word: string) => word.slice(0, longestWord).replace(/[\uD800-\uDBFF]$/, "");

/** All letters and digits of a text as one word; null when that is longer than a word may be. */
export function joinedWords(text: string): string | null {
  const joined = Array.from(foldedWords(fold(text)), ([word]) => word).join("");
  return joined === "" || joined.length > longestWord ? null : joined;
}
