import { type Kysely, type SqlBool, sql } from "kysely";
import { toE164 } from "../conversations/contact-details.ts";
import type { Claims } from "../conversations/visitors/widget-session.ts";
import { halves } from "../kit/erase.ts";
import type { Tables } from "../store/tables.ts";
import type { Start } from "./person.ts";
import type { Selectors } from "./selectors.ts";

/**
 * What is found of a person by what somebody knows of him, deleted records included. Looks through all sessions for an
 * email or a phone: ask a database that keeps no writer waiting.
 */
export async function findStart(db: Kysely<Tables>, given: Selectors, country: string): Promise<Start> {
  const { email, phone } = given;
  const starts = [
    await byIds(db, given),
    ...(email ? [await byEmail(db, email)] : []),
    ...(phone ? [await byPhone(db, phone, country)] : []),
  ];
  const all = (kind: keyof Start) => starts.flatMap((start) => start[kind] ?? []);
  return {
    ...{ lead: all("lead"), contact: all("contact"), identity: all("identity") },
    ...{ session: all("session"), conversation: all("conversation") },
  };
}

/** Leads and contacts that came since: those that stand, which an index finds within a transaction. */
export async function findStanding(db: Kysely<Tables>, { email, phone }: Selectors, country: string): Promise<Start> {
  const e164 = phone ? toE164(phone, country) : null;
  const conditions = [...(email ? [sql`email = ${email}`] : []), ...(e164 ? [sql`phone_e164 = ${e164}`] : [])];
  const found = { lead: [] as number[], contact: [] as number[] };
  for (const condition of conditions) {
    found.lead.push(...(await idsWhere(db, "leads", condition, [stands])));
    found.contact.push(...(await idsWhere(db, "contacts", condition, [stands])));
  }
  return found;
}

type Named = "leads" | "contacts";
const [stands] = halves;
const idOf = { leads: "lead_id", contacts: "contact_id" } as const;

async function byIds(db: Kysely<Tables>, { lead_id, contact_id, conversation_id }: Selectors): Promise<Start> {
  const lead = lead_id === undefined ? [] : await idsWhere(db, "leads", sql`lead_id = ${lead_id}`);
  const contact = contact_id === undefined ? [] : await idsWhere(db, "contacts", sql`contact_id = ${contact_id}`);
  return { lead, contact, ...(conversation_id === undefined ? {} : await byConversation(db, conversation_id)) };
}

async function byConversation(db: Kysely<Tables>, conversationId: number): Promise<Start> {
  const found = await db
    .selectFrom("conversations")
    .select(["lead_id", "contact_id", "widget_session_id"])
    .where("conversation_id", "=", conversationId)
    .executeTakeFirst();
  if (found === undefined) return {};
  // Where the conversation does not say whose it is, its visitor is who the session says.
  const isNamed = found.lead_id !== null || found.contact_id !== null;
  return { conversation: [conversationId], session: isNamed ? [] : [found.widget_session_id] };
}

async function byEmail(db: Kysely<Tables>, email: string): Promise<Start> {
  const told = `"email":${JSON.stringify(email)}`;
  const isTold = sql<SqlBool>`replace(claims, ${told}, '') <> claims`;
  // A page may say the email among what else it says, in any spelling.
  const isSaid = sql<SqlBool>`replace(lower(attributes), ${told}, '') <> lower(attributes)`;
  return {
    lead: await idsWhere(db, "leads", sql`email = ${email}`),
    contact: await idsWhere(db, "contacts", sql`email = ${email}`),
    session: (await claimsWhere(db, "widget_sessions", sql`${isTold} or ${isSaid}`)).map(({ id }) => id),
    identity: (await claimsWhere(db, "visitor_identities", isTold)).map(({ id }) => id),
  };
}

async function byPhone(db: Kysely<Tables>, phone: string, country: string): Promise<Start> {
  const e164 = toE164(phone, country);
  const isSame = e164 === null ? sql`phone_e164 is null and phone = ${phone}` : sql`phone_e164 = ${e164}`;
  const claimed = await claimsWhere(db, "widget_sessions", holdsDigits(phone));
  const isTold = ({ phone: told }: Claims) =>
    told !== undefined && (told === phone || (e164 !== null && toE164(told, country) === e164));
  return {
    lead: await idsWhere(db, "leads", isSame),
    contact: await idsWhere(db, "contacts", isSame),
    session: claimed.filter(({ claims }) => isTold(claims)).map(({ id }) => id),
  };
}

/** Numbers of any spelling that end alike: which of them is the same number is told by looking at each. */
function holdsDigits(phone: string) {
  const end = phone.replace(/\D/g, "").slice(-6);
  const bare = [" ", "-", "(", ")", ".", "/"].reduce((text, mark) => sql`replace(${text}, ${mark}, '')`, sql`claims`);
  const asGiven = `"phone":${JSON.stringify(phone)}`;
  return sql<SqlBool>`
    replace(claims, '"phone":', '') <> claims
    and (replace(${bare}, ${end}, '') <> ${bare} or replace(claims, ${asGiven}, '') <> claims)
  `;
}

async function idsWhere(
  db: Kysely<Tables>,
  table: Named,
  condition: ReturnType<typeof sql>,
  among: readonly ReturnType<typeof sql>[] = halves,
): Promise<number[]> {
  const id = sql.ref(idOf[table]);
  const each = among.map((half) => sql`select ${id} as id from ${sql.table(table)} where ${half} and ${condition}`);
  const { rows } = await sql<{ id: number }>`${sql.join(each, sql` union all `)}`.execute(db);
  return rows.map((row) => Number(row.id));
}

const ownerId = { widget_sessions: "widget_session_id", visitor_identities: "identity_id" } as const;

async function claimsWhere(
  db: Kysely<Tables>,
  table: keyof typeof ownerId,
  condition: ReturnType<typeof sql>,
): Promise<readonly { readonly id: number; readonly claims: Claims }[]> {
  const { rows } = await sql<{ id: number; claims: string }>`
    select ${sql.ref(ownerId[table])} as id, claims from ${sql.table(table)} where ${condition}
  `.execute(db);
  return rows.map(({ id, claims }) => ({ id: Number(id), claims: JSON.parse(claims) as Claims }));
}
