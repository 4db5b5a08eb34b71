import { z } from "zod";
import { parseJson } from "../../../parse-json.ts";
import { findContact } from "../../contact-details.ts";
import { type Given, readGiven, toSubject } from "./answers.ts";

const question = z.enum(["name", "contact", "subject"]);

/** Where the questions of a ticket stand, as a conversation keeps it. */
const ticketFlow = z.object({
  name: z.literal("ticket"),
  question,
  /** Answers to this question that were none. */
  misses: z.int().min(0),
  /** The visitor gave no name and is not asked again. */
  nameless: z.boolean(),
  subject: z.string().nullable(),
  /** An email or phone number that the visitor mentioned before it was asked for: theirs to confirm by a tap. */
  offered: z.string().nullable(),
  asked_at: z.string(),
});

export type TicketFlow = z.infer<typeof ticketFlow>;

/** What is known of the visitor, so that nobody is asked twice. */
export interface Known {
  readonly name: boolean;
  /** An email or a possible phone number. */
  readonly contact: boolean;
}

/** What follows from what the visitor said. */
export type TicketStep =
  | { readonly next: "ask"; readonly flow: TicketFlow }
  | { readonly next: "create"; readonly subject: string }
  /** The visitor cannot be reached in any way that was understood. */
  | { readonly next: "hand_over" };

export interface Reading {
  /** The space's default country, for phone numbers. */
  readonly country: string;
  readonly now: string;
}

/** Whoever has seen a question this long ago is no longer answering it, unless the answer leaves no doubt. */
const freshMilliseconds = 24 * 60 * 60 * 1000;
const mostMisses = 2;

/** What a conversation keeps, or null for nothing, and for what an older version may have kept. */
export function readFlow(stored: string | null): TicketFlow | null {
  const parsed = ticketFlow.safeParse(stored === null ? null : parseJson(stored));
  return parsed.success ? parsed.data : null;
}

/** Whether this message can still be the answer to what was asked. */
export function isAnswering(flow: TicketFlow, text: string, { country, now }: Reading): boolean {
  if (Date.parse(now) - Date.parse(flow.asked_at) < freshMilliseconds) return true;
  const { email, phone } = readGiven(text, country, true);
  return flow.question === "contact" && (email !== undefined || phone !== undefined);
}

/** A ticket's first question. `text` is what asked for it. */
export function startTicket(text: string, known: Known, { country, now }: Reading): TicketFlow {
  const { email, phone } = known.contact ? {} : findContact(text, country);
  const flow = { question: "subject", misses: 0, nameless: false, subject: null, asked_at: now } as const;
  return { ...flow, name: "ticket", offered: email ?? phone ?? null, question: missing(flow, known) ?? "subject" };
}

export interface Answered {
  readonly given: Given;
  readonly step: TicketStep;
}

/**
 * Takes a message as the answer to the question. `seen`: the visitor had read the question; else the message was sent
 * along with the one before, and what it holds decides what it is.
 */
export function answerTicket(flow: TicketFlow, text: string, known: Known, reading: Reading, seen: boolean): Answered {
  const taken = seen ? takeAnswer(flow, text, known, reading) : takeAlong(flow, text, known, reading);
  const { given, flow: after } = taken;
  const knownNow = {
    name: known.name || given.name !== undefined,
    contact: known.contact || given.email !== undefined || given.phone !== undefined,
  };
  return { given, step: nextStep(flow, seen ? { ...after, misses: after.misses + 1 } : after, knownNow, reading.now) };
}

type Taken = { readonly given: Given; readonly flow: TicketFlow };

function takeAnswer(flow: TicketFlow, text: string, known: Known, { country }: Reading): Taken {
  if (flow.question === "subject") return { given: {}, flow: { ...flow, subject: toSubject(text) } };
  const patient = flow.misses === 0;
  const { name, ...contact } = readGiven(text, country, patient);
  const isName = name !== undefined && !known.name && (flow.question === "name" || hasAny(contact));
  const given = isName ? { name, ...contact } : contact;
  if (flow.question === "contact" || isName) return { given, flow };
  // A whole sentence instead of a name is what the ticket is about.
  const subject = hasAny(contact) || !isSentence(text) ? flow.subject : (flow.subject ?? toSubject(text));
  return { given, flow: { ...flow, subject, nameless: !patient } };
}

function takeAlong(flow: TicketFlow, text: string, known: Known, { country }: Reading): Taken {
  const { name, ...contact } = readGiven(text, country, true);
  if (hasAny(contact)) return { given: known.name || name === undefined ? contact : { name, ...contact }, flow };
  return { given: {}, flow: { ...flow, subject: flow.subject ?? (isSentence(text) ? toSubject(text) : null) } };
}

function nextStep(before: TicketFlow, flow: TicketFlow, known: Known, now: string): TicketStep {
  const open = missing(flow, known);
  if (open === null) return { next: "create", subject: flow.subject ?? "" };
  if (open !== before.question) return { next: "ask", flow: { ...flow, question: open, misses: 0, asked_at: now } };
  if (open === "contact" && flow.misses >= mostMisses) return { next: "hand_over" };
  return { next: "ask", flow: { ...flow, asked_at: now } };
}

function missing(flow: Pick<TicketFlow, "nameless" | "subject">, known: Known): TicketFlow["question"] | null {
  if (!known.name && !flow.nameless) return "name";
  if (!known.contact) return "contact";
  return flow.subject === null ? "subject" : null;
}

const hasAny = (given: Given) => Object.keys(given).length > 0;

const isSentence = (text: string) => text.trim().split(/\s+/).length >= 3;
