import type { ConversationDetail } from "../records.ts";

/** What the visitor's messages mention and no lead holds yet: what an agent may confirm (R3b). */
export interface Suggestion {
  readonly email?: string;
  readonly phone?: string;
}

/** What would make a lead; null when the messages mention nothing, or it is known already who the visitor is. */
export function suggestedLead({ lead, contact_id, visitor: { found } }: ConversationDetail): Suggestion | null {
  return lead === null && contact_id === null ? known(found.email, found.phone) : null;
}

/** What the lead lacks and the messages mention; null for nothing. */
export function suggestedAddition({ lead, visitor: { found } }: ConversationDetail): Suggestion | null {
  if (lead === null || lead.status === "converted") return null;
  return known(lead.email === null ? found.email : null, lead.phone === null ? found.phone : null);
}

/** The suggestion in words: `jane@example.com and +1 555 0100`. */
export function suggestionText({ email, phone }: Suggestion): string {
  // A number that is broken over two lines cannot be read.
  return [email, phone?.replaceAll(" ", "\u00a0")].filter(Boolean).join(" and ");
}

function known(email: string | null, phone: string | null): Suggestion | null {
  if (email === null && phone === null) return null;
  return { ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) };
}
