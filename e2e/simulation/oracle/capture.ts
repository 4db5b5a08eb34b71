import {
  type Contact,
  type Conversation,
  companyBehind,
  conversationsOf,
  type Deed,
  type Field,
  type Form,
  isOpen,
  type Lead,
  type Ledger,
  type Session,
  standing,
} from "./ledger.ts";
import type { Reachable, Rules } from "./rules.ts";
import { businessDomain, e164, isKeyPage, normalEmail, splitName } from "./words.ts";

export interface Mind {
  readonly ledger: Ledger;
  readonly rules: Rules;
}

/** Who somebody is, as far as it was said or proved. */
interface Person extends Reachable {
  readonly name: string | null;
  readonly company: string | null;
  readonly isProved: boolean;
}

type Place =
  | { readonly kind: "lead"; readonly lead: Lead }
  | { readonly kind: "contact"; readonly contact: Contact }
  | { readonly kind: "new"; readonly previous: Lead | null };

/**
 * R3, R6, R17: an email or a possible phone makes the lead, joins one, or joins a contact; a conversation that has its
 * lead only adds to it. `conversation` is null for a form that was sent before any message. With a `wish` the lead is
 * made whatever is known of the visitor, and where an agent wishes it, of a contact too.
 */
export function capture(
  mind: Mind,
  session: Session,
  conversation: Conversation | null,
  form: Form,
  wish: "none" | "site" | "agent" = "none",
): void {
  const person = knownOf(session);
  if (conversation?.lead) {
    learn(mind, conversation.lead, session, person, form);
    return;
  }
  const isReachable = person.email !== null || e164(person.phone) !== null;
  if (conversation?.contact || !(isReachable || wish !== "none")) return;
  const place = findPlace(wish === "agent" ? withoutContacts(mind) : mind, session, person);
  if (place.kind === "contact") {
    joinContact(session, conversation, place.contact);
    return;
  }
  const lead = place.kind === "lead" ? place.lead : makeLead(mind, session, place.previous, form);
  session.lead = lead;
  if (session.identity !== null) session.identity.lead = lead;
  if (conversation !== null) link(mind, session, conversation, lead);
  learn(mind, lead, session, person, form);
}

const withoutContacts = ({ ledger, rules }: Mind): Mind => ({ ledger, rules: { ...rules, contactTakes: false } });

function joinContact(session: Session, conversation: Conversation | null, contact: Contact): void {
  if (conversation !== null) conversation.contact = contact;
  if (session.identity !== null) session.identity.contact = contact;
}

function knownOf({ claims, identity }: Session): Person {
  const claimed = normalEmail(claims.email ?? "");
  const email = identity?.email ?? (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(claimed) ? claimed : null);
  return {
    email,
    phone: claims.phone ?? null,
    name: identity?.name ?? claims.name ?? null,
    company: claims.company ?? null,
    isProved: identity !== null,
  };
}

/** R5: by the external id, then by email, then by phone. R6: an open lead before a contact before a closed lead. */
function findPlace({ ledger, rules }: Mind, { identity }: Session, person: Person): Place {
  if (identity !== null && (identity.lead ?? identity.contact) !== null) {
    return placeOf(rules, identity.lead === null ? [] : [identity.lead], identity.contact ? [identity.contact] : []);
  }
  // R9: two different external ids never merge by themselves.
  const isForeign = (kind: "lead" | "contact", record: Lead | Contact) =>
    identity !== null && ledger.identities.some((other) => other !== identity && other[kind] === record);
  for (const isSame of [rules.sameEmail, rules.samePhone]) {
    const leads = standing(ledger).filter((lead) => isSame(asReachable(lead), person) && !isForeign("lead", lead));
    const contacts = ledger.contacts.filter((one) => isSame(one, person) && !isForeign("contact", one));
    if (leads.length + contacts.length > 0) return placeOf(rules, leads, contacts);
  }
  return { kind: "new", previous: null };
}

const asReachable = ({ fields: { email, phone } }: Lead): Reachable => ({ email, phone });

function placeOf(rules: Rules, leads: readonly Lead[], contacts: readonly Contact[]): Place {
  const lead = onlyOne(leads.filter(rules.takesConversations));
  if (lead !== undefined) return { kind: "lead", lead };
  const contact = rules.contactTakes ? onlyOne(contacts) : undefined;
  if (contact !== undefined) return { kind: "contact", contact };
  return { kind: "new", previous: leads.at(-1) ?? null };
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  if (found.length > 1) throw new Error("A story went where the rules do not say which of several records is meant.");
  return found[0];
}

function makeLead({ ledger }: Mind, session: Session, previous: Lead | null, form: Form): Lead {
  const lead: Lead = {
    person: session.person,
    id: null,
    fields: { first_name: null, last_name: null, email: null, phone: null, company_name: null },
    locked: new Set(),
    source: "chat_widget",
    form,
    status: "new",
    owner: null,
    byHand: null,
    deeds: new Set<Deed>(previous === null ? [] : ["returning"]),
    previous,
    first: session.touches[0] ?? null,
    last: session.touches.slice(-1),
    contact: null,
    mergedInto: null,
  };
  ledger.leads.push(lead);
  return lead;
}

/** R11, R16: the conversation brings its last touch along, and who answered in it. */
function link({ ledger, rules }: Mind, session: Session, conversation: Conversation, lead: Lead): void {
  const earlier = ledger.conversations.filter((one) => one.session === session && one !== conversation);
  if (conversationsOf(ledger, lead).length > 0 || earlier.length > 0) lead.deeds.add("returning");
  conversation.lead = lead;
  conversation.links.push(lead);
  lead.first ??= session.touches[0] ?? null;
  lead.last = session.touches.slice(-1);
  lead.owner = rules.ownerAfterReply(lead.owner, conversation.firstPerson);
  if (conversation.messages.some(({ by }) => by === "agent")) lead.deeds.add("agent_replied");
}

/** R8, R13: what is known of the person goes where it may. */
function learn(mind: Mind, lead: Lead, session: Session, person: Person, form: Form): void {
  const { ledger } = mind;
  if (session.identity !== null) session.identity.lead ??= lead;
  const write = (field: Field, value: string | null, isProved = false) => {
    const current = lead.fields[field];
    const mayWrite = mind.rules.mayWrite({ current, isLocked: lead.locked.has(field), isProved });
    if (value !== null && mayWrite) lead.fields[field] = value;
  };
  if (person.name !== null) {
    const { first, last } = splitName(person.name);
    write("first_name", first, person.isProved);
    write("last_name", last, person.isProved);
  }
  if (isFree(ledger, person.email, lead)) write("email", person.email, person.isProved);
  write("phone", person.phone);
  const domain = businessDomain(person.email);
  write("company_name", person.company ?? (domain === null ? null : companyBehind(ledger, domain)));
  if (form === "offline") lead.deeds.add("offline_form");
  notePages(lead, session);
}

/** No two open leads share an email. */
const isFree = (ledger: Ledger, email: string | null, lead: Lead) =>
  !standing(ledger).some((other) => other !== lead && isOpen(other) && other.fields.email === email);

/** R15: what the session looked at counts for its lead. */
export function notePages(lead: Lead, { pages }: Session): void {
  if ([...pages].some(isKeyPage)) lead.deeds.add("key_page");
  if (pages.size >= 3) lead.deeds.add("three_pages");
}
