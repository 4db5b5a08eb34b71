import { z } from "zod";
import { normalise } from "../store/normalise.ts";

const replyText = z.string().trim().min(1).max(4000).describe("What is answered, 1 to 4,000 characters.");
const suggestedActions = z
  .array(z.string().trim().min(1).max(80))
  .max(6)
  .describe("Up to 6 texts of up to 80 characters that the visitor can tap; each is sent back as a message.");

/** One row of the editable list that answers until a person does. Rows are tried in their order. */
export const replyRule = z.strictObject({
  any_of: z
    .array(z.string().trim().min(1).max(100))
    .max(100)
    .describe(
      "Words or phrases, any of which must stand in the message, as whole words, without regard to case and accents. Empty: the other conditions decide.",
    ),
  contact: z
    .enum(["given", "known"])
    .optional()
    .describe(
      "`given`: only when the message itself holds an email or phone number. `known`: only when the visitor's email or phone is known.",
    ),
  page: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe("Only on pages whose path is this; `*` stands for any text, as in `/pricing*`."),
  hours: z.enum(["open", "closed"]).optional().describe("Only inside, or only outside, the business hours."),
  reply: replyText,
  suggested_actions: suggestedActions.default([]),
  wants_person: z.boolean().default(false).describe("true marks the conversation in the inbox: a person is wanted."),
});

export const replyRules = z.strictObject({
  rules: z.array(replyRule).max(200).describe("Tried in their order; the first that matches answers. At most 200."),
  fallback: z
    .strictObject({ reply: replyText, suggested_actions: suggestedActions.default([]) })
    .describe("What answers when no rule matches."),
});

export type ReplyRule = z.infer<typeof replyRule>;
export type ReplyRules = z.infer<typeof replyRules>;

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

export interface ChosenReply {
  readonly reply: string;
  readonly suggested_actions: readonly string[];
  readonly wants_person: boolean;
}

/** The first rule that matches, or null. */
export function matchRule(rules: readonly ReplyRule[], situation: ReplySituation): ReplyRule | null {
  const words = wordsOf(situation.text);
  return (
    rules.find(
      (rule) =>
        (rule.hours === undefined || (rule.hours === "open") === situation.open) &&
        (rule.page === undefined || matchesPage(rule.page, situation.page_url)) &&
        (rule.contact === undefined || situation[`contact_${rule.contact}`]) &&
        holdsAny(words, rule.any_of),
    ) ?? null
  );
}

/**
 * The answer to messages that arrived together: to the latest one that a rule knows, else the fallback.
 * Whoever asks for a person in any of them is heard.
 */
export function chooseReply({ rules, fallback }: ReplyRules, situations: readonly ReplySituation[]): ChosenReply {
  const matches = situations.map((situation) => matchRule(rules, situation)).filter((rule) => rule !== null);
  const best = matches.findLast((rule) => rule.wants_person) ?? matches.at(-1) ?? fallback;
  return {
    reply: best.reply,
    suggested_actions: best.suggested_actions,
    wants_person: matches.some((rule) => rule.wants_person),
  };
}

/** Puts values in place of `{{name}}`; an unknown name is left out. */
export function fillVariables(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? "") : "",
  );
}

/** The text's words joined by single spaces, with a space at both ends, so that whole words can be searched as text. */
function wordsOf(text: string): string {
  return ` ${(normalise(text).match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")} `;
}

const holdsAny = (words: string, phrases: readonly string[]) =>
  phrases.length === 0 || phrases.some((phrase) => holdsPhrase(words, phrase));

function holdsPhrase(words: string, phrase: string): boolean {
  const wanted = wordsOf(phrase);
  return wanted.trim() !== "" && words.includes(wanted);
}

function matchesPage(pattern: string, pageUrl: string | null): boolean {
  const path = pageUrl ? URL.parse(pageUrl)?.pathname : undefined;
  if (path === undefined) return false;
  // Pieces are searched one after another: no regular expression, so no pattern can make matching slow.
  const [start = "", ...rest] = pattern.split("*");
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
