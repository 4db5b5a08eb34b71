import { isDeepStrictEqual } from "node:util";
import { Mismatch, same } from "./mismatch.ts";
import { type Contact, conversationsOf, isOpen, type Lead, standing, type Touch } from "./oracle/ledger.ts";
import { reasonsOf, scoreOf } from "./oracle/rules.ts";
import { closeIdle } from "./oracle/visitors.ts";
import type { Answer, World } from "./world.ts";

/** A mismatch, and whose story it belongs to. */
export interface Finding {
  readonly person: string | null;
  readonly error: Error;
}

export interface Snapshot {
  readonly leads: readonly Answer[];
  readonly contacts: readonly Answer[];
  readonly conversations: readonly Answer[];
}

/** Reads everything the product has that changed since an instant, or all of it. */
export async function readSnapshot(world: World, since: string | null): Promise<Snapshot> {
  const [leads, contacts, conversations] = await Promise.all([
    readList(world, "GET /leads", { include: "conversations,linked" }, since),
    readList(world, "GET /people", { include: "conversations" }, since),
    readList(world, "GET /conversations", {}, since),
  ]);
  return { leads, contacts, conversations };
}

export async function readList(world: World, operation: string, more: object, since: string | null): Promise<Answer[]> {
  const rows: Answer[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const changed = since === null ? {} : { updated_after: since };
    const query = { ...more, ...changed, cursor, per_page: 100 };
    const page: Answer = await world.server(operation, { query });
    rows.push(...page.data);
    cursor = page.pagination.next_cursor;
  }
  return rows;
}

/** Everything in which the product's records differ from the oracle's. */
export function compare(world: World, { leads, contacts, conversations }: Snapshot): Finding[] {
  const owners = new Map(world.mind.ledger.conversations.map((one) => [one.id, one]));
  // Leads name their contacts and one another: all must be known before any is compared.
  for (const row of contacts) contactOf(world, row);
  for (const row of leads) leadOf(world, row, owners);
  return [
    ...leads.flatMap((row) => {
      const lead = leadOf(world, row, owners);
      return collect(lead?.person ?? null, () => compareLead(world, lead, row));
    }),
    ...contacts.flatMap((row) => {
      const contact = contactOf(world, row);
      return collect(contact?.person ?? null, () => compareContact(world, contact, row));
    }),
    ...conversations.flatMap((row) => {
      const conversation = owners.get(row.conversation_id);
      return collect(conversation?.session.person ?? null, () => compareConversation(world, row));
    }),
  ];
}

/** How many there are of each, and that no two open leads share an email. */
export function compareTotals(world: World, { leads, contacts, conversations }: Snapshot): Finding[] {
  const { ledger } = world.mind;
  const open = leads.filter((row) => isOpen(row) && row.email !== null).map((row) => row.email as string);
  const shared = open.filter((email, index) => open.indexOf(email) !== index);
  return [
    ...collect(null, () => same("emails that two open leads share", [], shared)),
    ...collect(null, () => same("the number of conversations", ledger.conversations.length, conversations.length)),
    ...collect(null, () => same("the number of contacts", ledger.contacts.length, contacts.length)),
    ...collect(null, () => same("the number of leads", standing(ledger).length, leads.length)),
    ...standing(ledger)
      .filter(({ id }) => id === null)
      .flatMap((lead) =>
        collect(lead.person, () => {
          throw new Mismatch("a lead", lead.fields, "has none");
        }),
      ),
  ];
}

export function collect(person: string | null, check: () => void): Finding[] {
  try {
    check();
    return [];
  } catch (error) {
    return [{ person, error: error instanceof Error ? error : new Error(String(error)) }];
  }
}

/** The oracle's lead that a row is of: by its id, its conversations or, of those without any, its email. */
function leadOf({ mind }: World, row: Answer, owners: ReadonlyMap<number, { lead: Lead | null }>): Lead | undefined {
  const known = mind.ledger.leads.find(({ id }) => id === row.lead_id);
  if (known !== undefined) return known;
  const spoken = row.conversations.map((one: Answer) => owners.get(one.conversation_id)?.lead).find(Boolean);
  const found =
    spoken ??
    standing(mind.ledger).find(
      (lead) => lead.id === null && row.email !== null && lead.fields.email === row.email && isOpen(lead),
    );
  if (found?.id !== null) return undefined;
  found.id = row.lead_id;
  return found;
}

function contactOf({ mind }: World, row: Answer): Contact | undefined {
  const { contacts } = mind.ledger;
  const found = contacts.find(({ id }) => id === row.contact_id);
  const unseen = found ?? contacts.find(({ id, email }) => id === null && email === row.email);
  if (unseen !== undefined) unseen.id = row.contact_id;
  return unseen;
}

const conversationIds = (rows: readonly { conversation_id: number }[]) =>
  rows.map(({ conversation_id }) => conversation_id).sort((a, b) => a - b);

function compareLead({ mind }: World, lead: Lead | undefined, row: Answer): void {
  if (lead === undefined) throw new Mismatch("a lead that should not be there", null, row);
  const spoken = conversationsOf(mind.ledger, lead).map(({ id }) => ({ conversation_id: id }));
  const expected = {
    ...lead.fields,
    ...{ status: lead.status, source: lead.source, form_type: lead.form, assigned_to: lead.owner },
    score: scoreOf(lead, mind.rules),
    reasons: [...reasonsOf(lead)].sort().map((reason) => [reason, mind.rules.points[reason]]),
    contact_id: lead.contact?.id ?? null,
    conversations: conversationIds(spoken),
    first: shown(lead.first),
  };
  const { first_name, last_name, email, phone, company_name, status, source, form_type, assigned_to } = row;
  same(`lead ${row.lead_id}`, expected, {
    ...{ first_name, last_name, email, phone, company_name, status, source, form_type, assigned_to },
    score: row.score,
    reasons: row.score_breakdown.map(({ reason, points }: Answer) => [reason, points]).sort(byName),
    contact_id: row.linked.contact_id,
    conversations: conversationIds(row.conversations),
    first: landing(row.attribution.first),
  });
  same(`previous_lead_id of lead ${row.lead_id}`, lead.previous?.id ?? null, row.previous_lead_id);
  const last = lastPage(row.attribution.last);
  const allowed = lead.last.length === 0 ? [null] : lead.last.map(shown);
  requireOneOf(`the last touch of lead ${row.lead_id}`, allowed, last);
}

function requireOneOf(what: string, allowed: readonly unknown[], observed: unknown): void {
  if (allowed.some((one) => isDeepStrictEqual(one, observed))) return;
  throw new Mismatch(`${what}, one of several`, allowed, observed);
}

const byName = ([one]: [string], [other]: [string]) => (one < other ? -1 : 1);
const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

const shown = (touch: Touch | null) => touch && { ...touch, at: instant(touch.at) };

const landing = (first: Answer) => (first === undefined ? null : touched({ ...first, page_url: first.landing_url }));
const lastPage = (last: Answer) => (last === undefined ? null : touched(last));

const touched = ({ page_url, utm_source, utm_campaign, at }: Answer) => ({ page_url, utm_source, utm_campaign, at });

function compareContact({ mind }: World, contact: Contact | undefined, row: Answer): void {
  if (contact === undefined) throw new Mismatch("a contact that should not be there", null, row);
  const spoken = mind.ledger.conversations.filter((one) => one.contact === contact);
  const expected = { email: contact.email, conversations: spoken.map(({ id }) => id).sort((a, b) => a - b) };
  const observed = { email: row.email, conversations: conversationIds(row.conversations) };
  same(`contact ${row.contact_id}`, expected, observed);
}

function compareConversation({ mind, now }: World, row: Answer): void {
  const conversation = mind.ledger.conversations.find(({ id }) => id === row.conversation_id);
  if (conversation === undefined) throw new Mismatch("a conversation that should not be there", null, row);
  closeIdle(mind.rules, conversation, now());
  same(
    `conversation ${row.conversation_id}`,
    { status: conversation.status, lead_id: conversation.lead?.id ?? null, assigned_to: conversation.assignee },
    { status: row.status, lead_id: row.lead_id, assigned_to: row.assigned_to },
  );
}
