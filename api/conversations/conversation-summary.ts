import type { Conversation } from "./conversation.ts";

/** Who wrote in a conversation, and how much. */
export interface Speaker {
  readonly kind: "visitor" | "agent";
  /** An employee; null for visitors and for keys. */
  readonly employeeId: number | null;
  readonly name: string | null;
  readonly messages: number;
}

export interface Story {
  readonly conversation: Pick<
    Conversation,
    "status" | "created_at" | "last_message_at" | "page_url" | "rating" | "rating_comment"
  >;
  /** Who spoke first comes first. */
  readonly speakers: readonly Speaker[];
  /** The page of the visitor's first act, where it is known. */
  readonly landingUrl: string | null;
  /** Address of the whole conversation in the console. */
  readonly transcript: string;
}

/** Agents named at most; the others are counted. */
const namedAgents = 10;
/** The longest that an activity can take. */
const longestMinutes = 100_000;

/** What a salesperson wants to know of a conversation at a glance: plain text, a line for each thing. */
export function summarise({ conversation, speakers, landingUrl, transcript }: Story): string {
  const firstPage = landingUrl ?? conversation.page_url;
  const lines = [
    `${spanOf(conversation)}, ${minutesOf(conversation)} min. ${ends[conversation.status] ?? ""}`.trim(),
    talkOf(speakers),
    firstPage === null ? null : `First page: ${firstPage}`,
    ratingOf(conversation),
    transcriptLine(transcript),
  ];
  return lines.filter((line) => line !== null).join("\n");
}

/** Where the whole conversation is read: it is linked, not pasted. */
export const transcriptLine = (transcript: string) => `Transcript: ${transcript}`;

/** Whole minutes from the first message to the last that a person wrote, rounded up. */
export function minutesOf({ created_at, last_message_at }: Story["conversation"]): number {
  const milliseconds = Date.parse(last_message_at ?? created_at) - Date.parse(created_at);
  return Math.min(Math.max(Math.ceil(milliseconds / 60_000), 0), longestMinutes);
}

/** The employee who answered first; null while none did. */
export const firstToAnswer = (speakers: readonly Speaker[]): number | null =>
  speakers.find(({ kind, employeeId }) => kind === "agent" && employeeId !== null)?.employeeId ?? null;

const ends: Readonly<Record<string, string>> = {
  open: "Still open.",
  closed: "Closed.",
  ended: "Ended by the visitor.",
};

const day = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", dateStyle: "long" });

/** In UTC: whoever reads it may sit in another zone than the team. */
function spanOf({ created_at, last_message_at }: Story["conversation"]): string {
  const [from, to] = [momentOf(created_at), momentOf(last_message_at ?? created_at)];
  if (from.day === to.day) return `${from.day}, ${from.time} to ${to.time} UTC`;
  return `${from.day}, ${from.time} to ${to.day}, ${to.time} UTC`;
}

const momentOf = (at: string) => ({ day: day.format(Date.parse(at)), time: at.slice(11, 16) });

function talkOf(speakers: readonly Speaker[]): string {
  const asked = speakers.filter(({ kind }) => kind === "visitor").reduce((sum, { messages }) => sum + messages, 0);
  const agents = speakers.filter(({ kind }) => kind === "agent");
  const named = agents.slice(0, namedAgents).map(({ name, messages }) => `${name ?? "Agent"}: ${counted(messages)}`);
  const more = agents.length > namedAgents ? [`${agents.length - namedAgents} more answered`] : [];
  const answers = agents.length === 0 ? ["No person has answered"] : [...named, ...more];
  return `${[`Visitor: ${counted(asked)}`, ...answers].join(". ")}.`;
}

const counted = (messages: number) => (messages === 1 ? "1 message" : `${messages} messages`);

function ratingOf({ rating, rating_comment }: Story["conversation"]): string | null {
  if (rating === null) return null;
  const comment = rating_comment?.replace(/\s+/g, " ").trim();
  return comment ? `Rating: ${rating} of 5, "${comment}"` : `Rating: ${rating} of 5`;
}
