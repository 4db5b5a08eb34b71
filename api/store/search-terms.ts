import { joinedWords, wordsOf } from "./normalise.ts";
import type { Tier } from "./search-tiers.ts";

/** Their order and their letters stand in every index: add at the end, change none. */
const letters = {
  lead: "l",
  contact: "c",
  opportunity: "o",
  prospect: "p",
  activity: "a",
  note: "n",
  conversation: "v",
  company: "k",
} as const;

export type SearchType = keyof typeof letters;
export const searchTypes = Object.keys(letters) as readonly SearchType[];

/** What a record is found by. `title` weighs most, then `subtitle`, then `words`. */
export interface SearchDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly words: string;
}

/**
 * What is looked up: a term, or every term that starts so. A term is the type's letter, the field's digit and a word:
 * `l1john` is a lead with john in its title. So a search reads only the entries of its types and fields, however many
 * other records hold the word.
 */
export interface Lookup {
  readonly term: string;
  readonly isPrefix: boolean;
}

/** All of these, each by one or another of its lookups. */
export type Query = readonly (readonly Lookup[])[];

/** Characters of a term before its word. */
export const markLength = 2;

/** The digit before a title that is one word of all its letters. */
const wholeTitle = 0;

/** Later words of a longer document find nothing; Postgres bounds a document at 1 MB. */
const mostTerms = 4000;

/** The terms of a document, each once. */
export function documentTerms(type: SearchType, { title, subtitle, words }: SearchDocument): string[] {
  const whole = joinedWords(title);
  const fields = [title, subtitle, words].flatMap((text, i) => wordsOf(text).map((word) => term(type, i + 1, word)));
  return [...(whole === null ? [] : [term(type, wholeTitle, whole)]), ...fields].slice(0, mostTerms);
}

/** What finds the documents of a type that match as a tier asks; null when nothing can. */
export function tierQuery({ fields, match }: Tier, type: SearchType, text: string): Query | null {
  const words = wordsOf(text);
  if (words.length === 0) return null;
  const isPrefix = match === "prefix";
  const every = words.map((word) =>
    Array.from({ length: fields }, (_, i) => ({ term: term(type, i + 1, word), isPrefix })),
  );
  if (match !== "whole") return every;
  const whole = joinedWords(text);
  return whole === null ? null : [[{ term: term(type, wholeTitle, whole), isPrefix }], ...every];
}

const term = (type: SearchType, field: number, word: string) => `${letters[type]}${field}${word}`;
