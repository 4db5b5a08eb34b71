import { cleanName, findContact } from "../../contact-details.ts";
import { wordsIn } from "../reply-match.ts";

/** What a visitor tells about how to be reached, in answer to a question. */
export interface Given {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
}

const longestName = 80;
const longestSubject = 300;

/** Words that change nothing about what a short message asks for. */
const fillers = new Set([
  ..."please thanks thank you no ok okay it this that the a an i id d want would like can could".split(" "),
  ..."may just rather to ticket sorry now hi hello hey actually well let lets s us then so".split(" "),
]);
/** Answers that are no name by themselves. */
const noNames = new Set(
  "yes no ok okay hi hello hey why what none nothing thanks later sure nope yeah yep test help".split(" "),
);
/** Words that no name holds: "call me" beside a number is none. */
const outsideNames = new Set("me you your call reach can use write try contact best please email number".split(" "));

/** Whether a message says one of these and nothing more: "cancel it, please" is "Cancel". */
export function saysOnly(text: string, phrases: readonly string[]): boolean {
  if (text.length > 200) return false;
  const said = essence(text);
  return phrases.some((phrase) => essence(phrase) === said);
}

function essence(text: string): string {
  const words = wordsIn(text);
  const telling = words.filter((word) => !fillers.has(word));
  return (telling.length > 0 ? telling : words).join(" ");
}

/** The email and phone number of a text, and the name that stands alone or beside them. */
export function readGiven(text: string, country: string, patient: boolean): Given {
  const contact = findContact(text, country);
  const name = readName(withoutContact(text), patient);
  return { ...contact, ...(name === null ? {} : { name }) };
}

/** What stands beside an email and a phone number in a text. */
const withoutContact = (text: string) =>
  text.length > 400 ? text : text.replace(/\S+@\S+/g, " ").replace(/[+(]?\d[\d\s()./-]{5,}/g, " ");

const introductions =
  /^(?:(?:hi|hello|hey)\b[\s,!.]*)?(?:my name is|my name's|the name is|name is|name\s*:|i am|i'm|i’m|im|this is|it's|it’s|it is|ich bin|ich heiße|mein name ist|je suis|je m'appelle|me llamo|soy)\s+/i;
const leftOvers = new Set("and my mail email e-mail address phone number tel is at on or und et y mobile".split(" "));

/**
 * The name in an answer, or null: one to five words without digits. `patient`: it may be asked for again, so that three
 * words or more without any capital letter are rather a sentence.
 */
function readName(text: string, patient: boolean): string | null {
  if (text.length > longestName * 2) return null;
  const words = trimmed(text.trim().replace(introductions, ""));
  const name = cleanName(words.join(" "));
  if (name === null || name.length > longestName || words.length > 5) return null;
  if (!/\p{L}/u.test(name) || /[\d?@=<>{}[\]\\/]/.test(name)) return null;
  const lower = words.map((word) => word.toLowerCase());
  if (lower.every((word) => noNames.has(word)) || lower.some((word) => outsideNames.has(word))) return null;
  const isSentence = words.length >= 3 && !/\p{Lu}|\p{Lo}/u.test(name);
  return patient && isSentence ? null : name;
}

/** The words without the marks around them, and without "and my email is" at their end. */
function trimmed(text: string): string[] {
  const words = text.split(/\s+/).map((word) => word.replace(/^[,;:.!()|"“”–-]+|[,;:!()|"“”–-]+$/g, ""));
  // "Jo S." keeps its dot, a sentence does not.
  const kept = words.map((word) => (word.length > 2 ? word.replace(/\.+$/, "") : word)).filter((word) => word !== "");
  while (leftOvers.has(kept.at(-1)?.toLowerCase() ?? "")) kept.pop();
  return kept;
}

/** A text as one line of at most 300 characters, cut between words. */
export function toSubject(text: string): string {
  const line = cleanName(text.replace(/\s+/g, " ")) ?? "–";
  if (line.length <= longestSubject) return line;
  const cut = line.slice(0, longestSubject - 1).toWellFormed();
  const space = cut.lastIndexOf(" ");
  return `${space > longestSubject / 2 ? cut.slice(0, space) : cut.replace(/\uFFFD$/, "")}…`;
}
