import { fold, foldedWords, wordsOf } from "../store/normalise.ts";
import type { SearchDocument } from "../store/search.ts";

type Range = readonly [start: number, end: number];

/** Where a search matched. `ranges` are UTF-16 offsets into `text`, the end excluded. */
export interface Highlight {
  readonly field: "title" | "subtitle" | "text";
  readonly text: string;
  readonly ranges: [start: number, end: number][];
}

interface Match {
  readonly ranges: readonly Range[];
  /** How many of the searched words stand in the text. */
  readonly words: number;
}

/** A text longer than this is shown in part. */
const longestText = 160;
/** Of which this much may stand before the match. */
const mostBefore = 60;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Finds what `query` matched in a document: the field with the most of its words, the first of equals. */
export function createHighlighter(query: string): (document: SearchDocument) => Highlight {
  const wanted = wordsOf(query);
  const foldText = createFolding();
  return ({ title, subtitle, words }) => {
    let best: { field: Highlight["field"]; text: string; match: Match } | undefined;
    for (const [field, text] of [
      ["title", title],
      ["subtitle", subtitle],
      ["text", words],
    ] as const) {
      const match = findMatches(foldText(text), wanted);
      if (best === undefined || match.words > best.match.words) best = { field, text, match };
    }
    const { field, text, match } = best ?? { field: "title", text: title, match: { ranges: [] } };
    return { field, ...snippet(text, match.ranges) };
  };
}

interface Folded {
  readonly folded: string;
  /** For each unit of `folded`, where the character it comes from starts in the text. */
  readonly origins: readonly number[];
  readonly length: number;
}

/** Folds texts with a way back to the original: `ß` became two letters, an accent none. */
function createFolding(): (text: string) => Folded {
  const known = new Map<string, string>();
  const foldCharacter = (character: string) => {
    const found = known.get(character) ?? fold(character);
    known.set(character, found);
    return found;
  };
  return (text) => {
    const parts: string[] = [];
    const origins: number[] = [];
    let at = 0;
    for (const character of text) {
      const part = foldCharacter(character);
      parts.push(part);
      for (let i = 0; i < part.length; i += 1) origins.push(at);
      at += character.length;
    }
    return { folded: parts.join(""), origins, length: text.length };
  };
}

function findMatches({ folded, origins, length }: Folded, wanted: readonly string[]): Match {
  const ranges: Range[] = [];
  const seen = new Set<string>();
  for (const { 0: word, index } of foldedWords(folded)) {
    const found = wanted.filter((beginning) => word.startsWith(beginning));
    if (found.length === 0) continue;
    for (const beginning of found) seen.add(beginning);
    const last = index + Math.max(...found.map((beginning) => beginning.length)) - 1;
    add(ranges, [origins[index] ?? 0, endOfCharacter(origins, last) ?? length]);
  }
  return { ranges, words: seen.size };
}

/** Where the next character starts, so that marks on a matched letter belong to the match; undefined at the end. */
function endOfCharacter(origins: readonly number[], unit: number): number | undefined {
  let next = unit + 1;
  while (next < origins.length && origins[next] === origins[unit]) next += 1;
  return origins[next];
}

/** One character can hold two words (`½` is 1 and 2): it is marked once. */
function add(ranges: Range[], range: Range): void {
  const last = ranges.at(-1);
  if (last === undefined || range[0] >= last[1]) ranges.push(range);
  else ranges[ranges.length - 1] = [last[0], Math.max(last[1], range[1])];
}

/** The text around its first match, cut between words. */
function snippet(text: string, ranges: readonly Range[]): Pick<Highlight, "text" | "ranges"> {
  const [start, end] = text.length <= longestText ? [0, text.length] : windowOf(text, ranges[0] ?? [0, 0]);
  const before = start > 0 ? "…" : "";
  const shift = before.length - start;
  return {
    text: `${before}${text.slice(start, end)}${end < text.length ? "…" : ""}`,
    ranges: ranges
      .filter(([from]) => from >= start && from < end)
      .map(([from, to]) => [from + shift, Math.min(to, end) + shift]),
  };
}

function windowOf(text: string, [matchStart, matchEnd]: Range): Range {
  const start = matchStart <= mostBefore ? 0 : wordStart(text, matchStart - mostBefore, matchStart);
  const room = longestText - (start > 0 ? 1 : 0);
  if (text.length - start <= room) return [start, text.length];
  return [start, wordEnd(text, Math.max(start, Math.min(matchEnd, start + room - 1)), start + room - 1)];
}

/** The first beginning of a word in this part of the text; where it ends when there is none. */
function wordStart(text: string, from: number, to: number): number {
  const gap = /\s+/.exec(text.slice(from, to));
  return gap === null ? to : from + gap.index + gap[0].length;
}

/** The last end of a word in this part of the text; when there is none, the last place that cuts no character. */
function wordEnd(text: string, from: number, to: number): number {
  const gap = /\s+(?=\S*$)/.exec(text.slice(from, to + 1));
  if (gap !== null) return from + gap.index;
  const whole = graphemes.segment(text).containing(to)?.index ?? to;
  // A letter under a heap of marks may be longer than all there is room for.
  return whole > from ? whole : to;
}

/** The beginning of a text on one line, at most `length` long. */
export function firstLine(text: string, length: number): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length <= length ? line : `${line.slice(0, wordEnd(line, 1, length - 1))}…`;
}
