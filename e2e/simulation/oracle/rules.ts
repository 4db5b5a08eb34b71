import { type Deed, isOpen, type Lead } from "./ledger.ts";
import { businessDomain, e164 } from "./words.ts";

const day = 24 * 60 * 60 * 1000;

export interface Reachable {
  readonly email: string | null;
  readonly phone: string | null;
}

/** The rules that decide, one by one, so that a test can put a wrong one in and see that it shows. */
export const rules = {
  /** R15: the table. */
  points: {
    email: 20,
    business_domain: 10,
    phone: 10,
    key_page: 15,
    three_pages: 5,
    returning: 10,
    agent_replied: 10,
    offline_form: 10,
    company: 10,
  } as Readonly<Record<string, number>>,
  /** R5: the same email. */
  sameEmail: (known: Reachable, who: Reachable): boolean => known.email !== null && known.email === who.email,
  /** R5: the same phone, but not when both emails exist and differ. */
  samePhone: (known: Reachable, who: Reachable): boolean =>
    e164(known.phone) !== null &&
    e164(known.phone) === e164(who.phone) &&
    (known.email === null || who.email === null || known.email === who.email),
  /** R6: conversations join a lead that is worked on. */
  takesConversations: (lead: Lead): boolean => isOpen(lead),
  /** R6: a contact takes the conversation, and no lead is made. */
  contactTakes: true,
  /** R8: claims fill what is empty, proof may overwrite, an agent's edit is locked against both. */
  mayWrite: ({ current, isLocked, isProved }: { current: string | null; isLocked: boolean; isProved: boolean }) =>
    !isLocked && (current === null || isProved),
  /** R16: who replies first takes what nobody has. */
  ownerAfterReply: (owner: number | null, person: number | null): number | null => owner ?? person,
  /** A message reopens what was closed less than 7 days ago. */
  reopens: (closedAt: number, now: number): boolean => now - closedAt < 7 * day,
  /** A conversation that lies idle for 7 days closes by itself. */
  idleUntil: (lastSaidAt: number): number => lastSaidAt + 7 * day,
};

export type Rules = typeof rules;

/** R15: the reasons of a lead's score, by name. */
export function reasonsOf({ fields, deeds }: Lead): Set<string> {
  const reasons = new Set<string>(deeds satisfies Set<Deed>);
  if (fields.email !== null) reasons.add("email");
  if (businessDomain(fields.email) !== null) reasons.add("business_domain");
  if (e164(fields.phone) !== null) reasons.add("phone");
  if (fields.company_name !== null) reasons.add("company");
  return reasons;
}

/** R15: a score set by hand wins; else the points add up. */
export function scoreOf(lead: Lead, { points }: Rules): number {
  if (lead.byHand !== null) return lead.byHand;
  return [...reasonsOf(lead)].reduce((sum, reason) => sum + (points[reason] ?? 0), 0);
}
