import { companyOf } from "./words.ts";

/** Everything the oracle believes to be true, as plain objects that point at each other. */
export interface Ledger {
  readonly sessions: Session[];
  readonly conversations: Conversation[];
  readonly leads: Lead[];
  readonly contacts: Contact[];
  /** Companies we know, by their domain. */
  readonly prospects: Map<string, string>;
  readonly identities: Identity[];
}

/** What is said of a visitor. */
export interface Claims {
  readonly email?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly company?: string;
}

/** A page that brought or kept somebody. */
export interface Touch {
  readonly page_url: string;
  readonly utm_source: string | null;
  readonly utm_campaign: string | null;
  readonly at: number;
}

/** A person whom the site proved. */
export interface Identity {
  readonly external_id: string;
  email: string;
  name: string;
  lead: Lead | null;
  contact: Contact | null;
  session: Session | null;
}

/** One browser's credential. Of a proved person there is one, whatever the browser. */
export interface Session {
  /** Whose story it belongs to; for reports alone. */
  readonly person: string;
  readonly isEager: boolean;
  claims: Claims;
  identity: Identity | null;
  readonly pages: Set<string>;
  touches: Touch[];
  /** The latest one. */
  conversation: Conversation | null;
  /** The lead that a form made before there was a message. */
  lead: Lead | null;
}

export interface Said {
  readonly by: "visitor" | "agent";
  readonly body: string;
  readonly seq: number;
}

export interface Conversation {
  /** The product's id. */
  readonly id: number;
  session: Session;
  status: "open" | "closed" | "ended";
  endedAt: number | null;
  lastSaidAt: number;
  readonly messages: Said[];
  lead: Lead | null;
  /** The leads it was linked to by what was said in it, in order. */
  readonly links: Lead[];
  contact: Contact | null;
  /** The employee who answered first. */
  firstPerson: number | null;
  assignee: number | null;
}

/** What a visitor or agent did that counts for the score. */
export type Deed = "key_page" | "three_pages" | "returning" | "agent_replied" | "offline_form";
export type LeadStatus = "new" | "contacted" | "qualified" | "unqualified" | "converted";
export type Field = "first_name" | "last_name" | "email" | "phone" | "company_name";
export type Form = "chat" | "prechat" | "offline";

export interface Lead {
  readonly person: string;
  /** The product's id, as soon as it was seen. */
  id: number | null;
  readonly fields: Record<Field, string | null>;
  readonly locked: Set<Field>;
  readonly source: string;
  form: string | null;
  status: LeadStatus;
  owner: number | null;
  byHand: number | null;
  readonly deeds: Set<Deed>;
  /** The latest of the same person's leads, closed when this one was made. */
  previous: Lead | null;
  first: Touch | null;
  /** Where the last touch may stand: at the latest link, or any page since. */
  last: Touch[];
  contact: Contact | null;
  mergedInto: Lead | null;
}

export interface Contact {
  readonly person: string;
  id: number | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export const createLedger = (): Ledger => ({
  sessions: [],
  conversations: [],
  leads: [],
  contacts: [],
  prospects: new Map(),
  identities: [],
});

export const isOpen = ({ status }: Lead): boolean => ["new", "contacted", "qualified"].includes(status);

/** Leads that are still there under their own id. */
export const standing = ({ leads }: Ledger): Lead[] => leads.filter(({ mergedInto }) => mergedInto === null);

/** R13: what the company behind a business domain is called. */
export const companyBehind = ({ prospects }: Ledger, domain: string): string =>
  prospects.get(domain) ?? companyOf(domain);

export const conversationsOf = (ledger: Ledger, lead: Lead): Conversation[] =>
  ledger.conversations.filter((conversation) => conversation.lead === lead);
