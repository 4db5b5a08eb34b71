import { foldedWords, normalise } from "../../store/normalise.ts";
import type { ReplyRule, ReplyRules } from "./reply-rules.ts";

/** What a rule may look at. */
export interface ReplySituation {
  readonly text: string;
  readonly page_url: string | null;
  /** Whether it is within business hours. */
  readonly open: boolean;
  /** Whether the text holds an email or phone number. */
  readonly contact_given: boolean;
  /** Whether an email or phone number of this visitor is known. */
  readonly contact_known: boolean;
}

export type ChosenReply = Pick<ReplyRule, "reply" | "suggested_actions" | "action">;

/** The first rule that matches, or null. */
export function matchRule(rules: readonly ReplyRule[], situation: ReplySituation): ReplyRule | null {
  const words = wordsIn(situation.text);
  const named = indexOf(rules).holding(words);
  return (
    rules.find(
      (rule, position) =>
        (rule.any_of.length === 0 || named.has(position)) &&
        (rule.max_words === undefined || words.length <= rule.max_words) &&
        (rule.hours === undefined || (rule.hours === "open") === situation.open) &&
        (rule.page === undefined || matchesPage(rule.page, situation.page_url)) &&
        (rule.contact === undefined || situation[`contact_${rule.contact}`]),
    ) ?? null
  );
}

/** Makes the first match as quick as the others: the largest list takes some 50 ms, which no transaction should wait. */
export function prepareRules(rules: readonly ReplyRule[]): void {
  indexOf(rules);
}

/**
 * The answer to messages that arrived together: to the latest one that a rule knows, else the fallback.
 * Whoever asks for a person in any of them is heard.
 */
export function chooseReply({ rules, fallback }: ReplyRules, situations: readonly ReplySituation[]): ChosenReply {
  const matches = situations.map((situation) => matchRule(rules, situation)).filter((rule) => rule !== null);
  return matches.findLast((rule) => rule.action === "talk_to_person") ?? matches.at(-1) ?? fallback;
}

/** A text's words, folded, in their order. */
export const wordsIn = (text: string): string[] => Array.from(foldedWords(normalise(text)), ([word]) => word);

/** A word of phrases: which words go on from it, and the positions of the rules that have a phrase ending here. */
interface Branch {
  readonly next: Map<string, Branch>;
  readonly rules: number[];
}

interface PhraseIndex {
  /** The positions of the rules of which a phrase stands among these words. */
  holding(words: readonly string[]): ReadonlySet<number>;
}

const createBranch = (): Branch => ({ next: new Map(), rules: [] });

/** A tree of the phrases' words: 20,000 phrases cost a message no more than its own words do. */
function indexPhrases(rules: readonly ReplyRule[]): PhraseIndex {
  const root = createBranch();
  for (const [position, rule] of rules.entries()) {
    for (const phrase of rule.any_of) addPhrase(root, wordsIn(phrase), position);
  }
  return {
    holding(words) {
      const reached = new Set<Branch>();
      for (const start of words.keys()) for (const branch of walk(root, words, start)) reached.add(branch);
      return new Set([...reached].flatMap(({ rules }) => rules));
    },
  };
}

/** The branches that the words from `start` on lead along. */
function walk(root: Branch, words: readonly string[], start: number): Branch[] {
  const branches: Branch[] = [];
  let branch = root.next.get(words[start] ?? "");
  for (let end = start + 1; branch !== undefined; end += 1) {
    branches.push(branch);
    branch = branch.next.get(words[end] ?? "");
  }
  return branches;
}

function addPhrase(root: Branch, words: readonly string[], rule: number): void {
  if (words.length === 0) return;
  let branch = root;
  for (const word of words) {
    const next = branch.next.get(word) ?? createBranch();
    branch.next.set(word, next);
    branch = next;
  }
  if (branch.rules.at(-1) !== rule) branch.rules.push(rule);
}

/** Rules are replaced, never changed: what they were indexed to lives as long as they do. */
function remembered(): (rules: readonly ReplyRule[]) => PhraseIndex {
  const indexes = new WeakMap<readonly ReplyRule[], PhraseIndex>();
  return (rules) => {
    const index = indexes.get(rules) ?? indexPhrases(rules);
    indexes.set(rules, index);
    return index;
  };
}

const indexOf = remembered();

function matchesPage(pattern: string, pageUrl: string | null): boolean {
  const address = pageUrl ? URL.parse(pageUrl)?.pathname : undefined;
  if (address === undefined) return false;
  const path = decoded(address);
  // Pieces are searched one after another: no regular expression, so no pattern can make matching slow.
  const [start = "", ...rest] = decoded(pattern).split("*");
  if (!path.startsWith(start)) return false;
  if (rest.length === 0) return path === start;
  const end = rest.pop() ?? "";
  let position = start.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return path.length - end.length >= position && path.endsWith(end);
}

/** A path as people write it; one that is wrongly encoded stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
