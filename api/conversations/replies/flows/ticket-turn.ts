import { type ChosenReply, chooseReply, matchRule, type ReplySituation } from "../reply-match.ts";
import type { ReplyRule, ReplyRules } from "../reply-rules.ts";
import { type Given, saysOnly } from "./answers.ts";
import {
  answerTicket,
  isAnswering,
  type Known,
  type Reading,
  startTicket,
  type TicketFlow,
  type TicketStep,
} from "./ticket.ts";

/** What the automatic reply says and does about messages that arrived together. */
export interface Turn {
  /** Paragraphs, their variables still to be filled in. */
  readonly says: readonly string[];
  readonly suggested_actions: readonly string[];
  readonly wants_person: boolean;
  /** What is still being asked afterwards. */
  readonly flow: TicketFlow | null;
  /** What the visitor told in answer to questions. */
  readonly given: Given;
  /** Subject of a ticket to create. */
  readonly subject: string | null;
}

/** Where the questions of a ticket are to go on within messages that arrived together. */
export interface Opening {
  readonly flow: TicketFlow;
  /** Messages from here on are answers. */
  readonly from: number;
  /** What is said before the question; null in the middle of questions. */
  readonly reply: string | null;
}

/** Said and done by a rule, or by the fallback. */
export function turnOf(chosen: ChosenReply): Turn {
  return {
    says: [saidBy(chosen)],
    suggested_actions: chosen.suggested_actions,
    wants_person: chosen.action === "talk_to_person",
    flow: null,
    given: {},
    subject: null,
  };
}

/** A rule's text; that which tells the state of services does so even where its text has no place for it. */
function saidBy({ reply, action }: ChosenReply): string {
  const tells = action !== "service_status" || /\{\{\s*service_status\s*\}\}/.test(reply);
  return tells ? reply : `${reply}\n{{service_status}}`;
}

/** Whether any of these messages asks for a ticket. */
export function asksForTicket({ rules }: ReplyRules, situations: readonly ReplySituation[]): boolean {
  return situations.some((situation) => matchRule(rules, situation)?.action === "create_ticket");
}

/** The questions that these messages answer, or begin; null when they are about something else. */
export function openingOf(
  { rules }: ReplyRules,
  situations: readonly ReplySituation[],
  running: TicketFlow | null,
  reading: Reading,
  known: Known,
): Opening | null {
  const first = situations[0];
  if (running !== null && first !== undefined && isAnswering(running, first.text, reading)) {
    return { flow: running, from: 0, reply: null };
  }
  const matches = situations.map((situation) => matchRule(rules, situation));
  const at = matches.findLastIndex((rule) => rule?.action === "create_ticket");
  const [rule, situation] = [matches[at], situations[at]];
  if (!rule || situation === undefined || matches.some((one) => one?.action === "talk_to_person")) return null;
  return { flow: startTicket(situation.text, known, reading), from: at + 1, reply: rule.reply };
}

/** How far the questions have come within messages that arrived together. */
interface Progress {
  readonly flow: TicketFlow;
  readonly known: Known;
  readonly given: Given;
  /** What is to be said before the question. */
  readonly asides: readonly string[];
  /** Whether the visitor has read the question. */
  readonly seen: boolean;
}

/** Takes the messages as answers, one after another, until they end or the questions do. */
export function takeAnswers(
  rules: ReplyRules,
  situations: readonly ReplySituation[],
  { flow, from, reply }: Opening,
  reading: Reading,
  known: Known,
): Turn {
  let progress: Progress = { flow, known, given: {}, asides: reply === null ? [] : [reply], seen: reply === null };
  for (const [index, situation] of situations.entries()) {
    if (index < from) continue;
    const next = takeOne(rules, situation, progress, reading);
    if ("says" in next) return heard(rules, situations.slice(index + 1), next);
    progress = next;
  }
  return askTurn(rules, progress);
}

/** Takes one message; answers how it goes on, or the turn that ends the questions. */
function takeOne(rules: ReplyRules, situation: ReplySituation, progress: Progress, reading: Reading): Progress | Turn {
  const { flow, known, given: before, asides, seen } = progress;
  const interruption = interruptionOf(rules, situation, flow);
  if (interruption?.ends) return { ...interruption.turn, given: before };
  if (interruption !== null) return { ...progress, asides: interruption.turn.says };
  const answered = answerTicket(flow, situation.text, known, reading, seen);
  const given = { ...before, ...answered.given };
  if (answered.step.next !== "ask") return { ...lastTurn(rules, answered.step, situation), given };
  return {
    flow: answered.step.flow,
    known: { name: known.name || "name" in given, contact: known.contact || "email" in given || "phone" in given },
    given,
    // What a button asked for before was answered by then; what opened the questions still stands.
    asides: seen ? [] : asides,
    seen: false,
  };
}

/** Whoever asks for a person in what came after is heard, whatever became of the ticket. */
function heard(rules: ReplyRules, rest: readonly ReplySituation[], turn: Turn): Turn {
  const wants = rest.length > 0 && chooseReply(rules, rest).action === "talk_to_person";
  return wants ? { ...turn, wants_person: true } : turn;
}

function askTurn({ ticket }: ReplyRules, { flow, given, asides }: Progress): Turn {
  const again = flow.question === "contact" && flow.misses > 0 && asides.length === 0;
  const question = again ? ticket.ask_contact_again : ticket[`ask_${flow.question}`];
  const offered = flow.question === "contact" && flow.offered !== null ? [flow.offered] : [];
  const suggested_actions = [...offered, ...ticket.cancel.slice(0, 1)];
  return { says: [...asides, question], suggested_actions, wants_person: false, flow, given, subject: null };
}

function lastTurn({ ticket }: ReplyRules, step: Exclude<TicketStep, { next: "ask" }>, { open }: ReplySituation): Turn {
  const nothing = { suggested_actions: [], flow: null, given: {} } as const;
  if (step.next === "hand_over") return { ...nothing, says: [ticket.handed_over], wants_person: true, subject: null };
  const says = [open ? ticket.created_open : ticket.created_closed];
  return { ...nothing, says, wants_person: false, subject: step.subject };
}

interface Interruption {
  readonly turn: Turn;
  /** false: it is answered, and the question asked again. */
  readonly ends: boolean;
}

/** A message in the middle of questions that answers none: a call-off, a wish for a person, another button tapped. */
function interruptionOf(rules: ReplyRules, situation: ReplySituation, flow: TicketFlow): Interruption | null {
  const { ticket, fallback } = rules;
  if (saysOnly(situation.text, ticket.cancel)) {
    const chosen = { reply: ticket.cancelled, suggested_actions: fallback.suggested_actions };
    return { turn: turnOf(chosen), ends: true };
  }
  const rule = matchRule(rules.rules, situation);
  if (rule === null) return null;
  const asked = rule.action === "talk_to_person";
  const isMeant = (saysOnly(situation.text, rule.any_of) && !isSmallTalk(rule)) || isTap(rules, situation.text);
  // A subject may name anything that rules know; what a person is wanted for is told before that.
  const isCommand = flow.question === "subject" ? isMeant && isNoTopic(rules, rule, situation) : isMeant || asked;
  if (!isCommand || (asked === false && situation.contact_given)) return null;
  return rule.action === "create_ticket"
    ? { turn: { ...turnOf(rule), says: [] }, ends: false }
    : { turn: turnOf(rule), ends: asked };
}

/** What a rule for short messages alone answers, "no" or "hello", is said to the question when one is open. */
const isSmallTalk = ({ max_words, action }: ReplyRule) => max_words !== undefined && action === undefined;

function isNoTopic(rules: ReplyRules, { action }: ChosenReply, { text }: ReplySituation): boolean {
  return action === "talk_to_person" || action === "create_ticket" || isTap(rules, text);
}

/** Whether a message is what a button says. */
function isTap({ rules, fallback }: ReplyRules, text: string): boolean {
  return [...rules, fallback].some((one) => one.suggested_actions.some((action) => action === text));
}
