import type { Edits } from "../records/edits.ts";
import type { LeadDetail } from "../records.ts";
import type { LeadField } from "./kind.ts";

/** Where a value came from, as far as an agent has to weigh it. */
export interface ValueOrigin {
  readonly text: string;
  readonly at: string;
  /** The conversation in which it was said, if it was one. */
  readonly conversationId: number | null;
}

/** The origin of a field's value; null for an empty one, for one that is being changed, and for the team's own. */
export function originOf(lead: LeadDetail, edits: Edits, name: LeadField): ValueOrigin | null {
  const told = lead.field_origins[name];
  if (told === undefined || lead[name] === null || edits[name] !== undefined) return null;
  const text = textOf(told.origin, name);
  return text === null ? null : { text, at: told.at, conversationId: told.conversation_id ?? null };
}

/** What the team or its own systems wrote goes without saying. */
function textOf(origin: string, name: LeadField): string | null {
  if (origin === "verified") return "Proved by your website";
  if (origin !== "claimed") return null;
  // A company may also follow from the domain of the email.
  return name === "company_name" ? "By what the visitor told" : "Typed by the visitor";
}
