import type { Line, Person, Threads, View } from "./world.ts";

/** Messages that went wrong, each as a sentence. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly reordered: readonly string[];
  /** Lines on a screen that the database does not hold. */
  readonly invented: readonly string[];
}

/** What each person wrote, in the order of writing. */
export type Written = ReadonlyMap<string, readonly string[]>;

/** Holds the database to what people wrote: each message once, those of one person in one thread in their order. */
export function judgeStored(written: Written, threads: Threads): Verdict {
  const stored = [...threads.values()].map((lines) => lines.map(({ text }) => text));
  const counts = countOf(stored.flat());
  const origins = originsOf(written);
  const all = [...origins.keys()];
  return {
    lost: all.filter((text) => !counts.has(text)).map((text) => `${text} is not stored`),
    doubled: all.filter((text) => (counts.get(text) ?? 0) > 1).map((text) => `${text} is stored more than once`),
    reordered: stored.flatMap((texts) => goingBack(texts, origins).map((text) => `${text} is stored too late`)),
    invented: [],
  };
}

/** Who wrote a text, and as which of his. */
type Origins = ReadonlyMap<string, { readonly author: string; readonly index: number }>;

function originsOf(written: Written): Origins {
  const origins = [...written].flatMap(([author, texts]) =>
    texts.map((text, index) => [text, { author, index }] as const),
  );
  return new Map(origins);
}

/** Of the texts of one thread those that stand behind a later one of the same person. */
function goingBack(texts: readonly string[], origins: Origins): string[] {
  const furthest = new Map<string, number>();
  return texts.filter((text) => {
    const origin = origins.get(text);
    if (origin === undefined) return false;
    const before = furthest.get(origin.author) ?? -1;
    furthest.set(origin.author, Math.max(before, origin.index));
    // Equal: stored twice, which is judged by itself.
    return origin.index < before;
  });
}

/** Holds what one person sees of a thread to what the database holds of it. */
export function judgeView({ name }: Pick<Person, "name">, { of, lines }: View, threads: Threads): Verdict {
  const expected = tellApart(threads.get(of) ?? []);
  const shown = tellApart(lines);
  const stored = new Set((threads.get(of) ?? []).map(describe));
  const isShown = new Set(shown);
  const place = new Map(expected.map((line, index) => [line, index]));
  const tell = (what: string) => (line: string) => `${name} in ${of}: ${line} ${what}`;
  const tooMany = shown.filter((line) => !place.has(line));
  const isAgain = (line: string) => stored.has(line.replace(/ \(\d+\)$/, ""));
  return {
    lost: expected.filter((line) => !isShown.has(line)).map(tell("is not shown")),
    doubled: tooMany.filter(isAgain).map(tell("is shown more than once")),
    reordered: behind(shown, place).map(tell("is shown too late")),
    invented: tooMany.filter((line) => !isAgain(line)).map(tell("is not stored")),
  };
}

function behind(lines: readonly string[], place: ReadonlyMap<string, number>): string[] {
  let furthest = -1;
  return lines.filter((line) => {
    const index = place.get(line);
    if (index === undefined) return false;
    const isBehind = index < furthest;
    furthest = Math.max(furthest, index);
    return isBehind;
  });
}

export function together(verdicts: readonly Verdict[]): Verdict {
  return {
    lost: verdicts.flatMap(({ lost }) => lost),
    doubled: verdicts.flatMap(({ doubled }) => doubled),
    reordered: verdicts.flatMap(({ reordered }) => reordered),
    invented: verdicts.flatMap(({ invented }) => invented),
  };
}

export const isFlawless = (verdict: Verdict) => Object.values(verdict).every((faults) => faults.length === 0);

/** Some of what went wrong, for whoever looks for its cause. */
export const examples = (verdict: Verdict) => Object.values(verdict).flatMap((faults) => faults.slice(0, 5));

/** How many of each, for people. */
export const inNumbers = ({ lost, doubled, reordered, invented }: Verdict) =>
  `${lost.length} lost, ${doubled.length} doubled, ${reordered.length} reordered, ${invented.length} invented`;

const describe = ({ mark, text }: Line) => `${mark} ${text}`;

/** Automatic replies say the same several times in a second: those are told apart by their number. */
function tellApart(lines: readonly Line[]): string[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const text = describe(line);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return `${text} (${count})`;
  });
}

function countOf(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
