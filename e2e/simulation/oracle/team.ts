import { capture, type Mind } from "./capture.ts";
import {
  type Claims,
  type Contact,
  type Conversation,
  conversationsOf,
  type Field,
  type Lead,
  type LeadStatus,
} from "./ledger.ts";
import { businessDomain, normalEmail } from "./words.ts";

/** R15, R16: an answer; `employee` is null when a server speaks. */
export function reply(
  { rules }: Mind,
  conversation: Conversation,
  { employee, body, seq, at }: { employee: number | null; body: string; seq: number; at: number },
): void {
  conversation.messages.push({ by: "agent", body, seq });
  conversation.lastSaidAt = at;
  conversation.firstPerson ??= employee;
  conversation.assignee ??= employee;
  conversation.lead?.deeds.add("agent_replied");
  if (conversation.lead) conversation.lead.owner = rules.ownerAfterReply(conversation.lead.owner, employee);
}

export function close(conversation: Conversation, at: number): void {
  if (conversation.status !== "open") return;
  conversation.status = "closed";
  conversation.endedAt = at;
}

/** R8: what a person edits is locked. */
export function edit(lead: Lead, fields: Partial<Record<Field, string | null>>): void {
  for (const [name, value] of Object.entries(fields) as [Field, string | null][]) {
    if (lead.fields[name] !== value) lead.locked.add(name);
    lead.fields[name] = value;
  }
}

export const setStatus = (lead: Lead, status: LeadStatus): void => {
  lead.status = status;
};

/**
 * A converted lead's conversations follow to the contact, where one is made or was there; without one the lead became a
 * prospect, by whose domain others of the company are known from then on (R13).
 */
export function convert({ ledger }: Mind, lead: Lead, withContact: boolean): void {
  lead.status = "converted";
  if (!withContact) {
    const domain = businessDomain(lead.fields.email);
    if (domain !== null && !ledger.prospects.has(domain)) ledger.prospects.set(domain, lead.fields.company_name ?? "");
    return;
  }
  const { email, phone } = lead.fields;
  const contact = ledger.contacts.find((one) => one.email !== null && one.email === email) ?? {
    ...{ person: lead.person, id: null, email, phone },
  };
  if (!ledger.contacts.includes(contact)) ledger.contacts.push(contact);
  lead.contact = contact;
  for (const conversation of conversationsOf(ledger, lead)) conversation.contact = contact;
  for (const identity of ledger.identities) if (identity.lead === lead) identity.contact = contact;
}

/** R10: what is empty in the one that stays is filled from the one that goes; deeds add up, conversations move. */
export function merge({ ledger }: Mind, into: Lead, from: Lead): void {
  for (const name of Object.keys(into.fields) as Field[]) into.fields[name] ??= from.fields[name];
  into.owner ??= from.owner;
  into.previous ??= from.previous;
  for (const deed of from.deeds) into.deeds.add(deed);
  const firsts = [into.first, from.first].filter((touch) => touch !== null);
  into.first = firsts.toSorted((a, b) => a.at - b.at)[0] ?? null;
  into.last = [...into.last, ...from.last];
  from.mergedInto = into;
  for (const conversation of conversationsOf(ledger, from)) conversation.lead = into;
  for (const session of ledger.sessions) if (session.lead === from) session.lead = into;
}

/** R3c: an agent's word is enough, whether anything is known of the visitor or not. */
export function createLead(mind: Mind, conversation: Conversation, claims: Claims): void {
  const { session } = conversation;
  session.claims = { ...session.claims, ...claims };
  capture(mind, session, conversation, "chat", "agent");
}

/** A lead that the site's own server made. */
export function importLead(
  { ledger }: Mind,
  person: string,
  given: Partial<Record<Field, string>>,
  { id, source }: { id: number; source: string },
): Lead {
  const fields = { first_name: null, last_name: null, email: null, phone: null, company_name: null, ...given };
  if (fields.email !== null) fields.email = normalEmail(fields.email);
  const lead: Lead = {
    ...{ person, id, fields, source, form: null, status: "new", owner: null, byHand: null, previous: null },
    ...{ locked: new Set(), deeds: new Set(), first: null, last: [], contact: null, mergedInto: null },
  };
  ledger.leads.push(lead);
  return lead;
}

export function addContact({ ledger }: Mind, contact: Contact): Contact {
  ledger.contacts.push(contact);
  return contact;
}
