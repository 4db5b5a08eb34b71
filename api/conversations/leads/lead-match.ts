import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Context } from "../../kit/operation.ts";
import { type Found, findStored, toFound } from "../../kit/records.ts";
import { contact } from "../../resources/contact-record.ts";
import { lead, openStatuses } from "../../resources/lead-record.ts";
import { lockNames } from "../../store/lock.ts";
import type { Tables } from "../../store/tables.ts";
import type { VisitorIdentity } from "../visitors/visitor-identity.ts";
import { isNobodyElses } from "./lead-identity.ts";

/** What a visitor can be recognised by: both normalised (R4). */
export interface Reachable {
  readonly email: string | null;
  readonly phone_e164: string | null;
}

/** All that a person can be recognised by. Never a name, an address or what the browser looks like. */
export interface Who extends Reachable {
  readonly identity: VisitorIdentity | null;
  /** The lead that the session already has. */
  readonly ownLeadId: number | null;
}

/** Somebody known: an open lead, which takes new conversations, or a contact (R6). */
export interface Person {
  readonly kind: "lead" | "contact";
  readonly id: number;
}

type Way = "identity" | "session" | "email" | "phone";

/**
 * In which order somebody is looked for (R5, R6): by who the site proved it is, by the lead the session has, by email;
 * then by phone. What is worked on comes before whom it may have become.
 */
const order: readonly (readonly [Person["kind"], Way])[] = [
  ["lead", "identity"],
  ["lead", "session"],
  ["lead", "email"],
  ["contact", "identity"],
  ["contact", "session"],
  ["contact", "email"],
  ["lead", "phone"],
  ["contact", "phone"],
];

/** Whose conversation it is, of these kinds; null for nobody known. */
export async function recognise(
  db: Kysely<Tables>,
  who: Who,
  kinds: readonly Person["kind"][],
): Promise<Person | null> {
  for (const [kind, way] of order) {
    const id = kinds.includes(kind) ? await findPerson(db, { kind, who, way, status: sql`in (${open})` }) : null;
    if (id !== null) return { kind, id };
  }
  return null;
}

/** Somebody known, locked. */
export interface Held {
  readonly kind: Person["kind"];
  readonly found: Found;
}

/** The same, held until the transaction ends: neither goes nor changes meanwhile. */
export async function holdPerson(
  context: Pick<Context, "db" | "space">,
  who: Who,
  kinds: readonly Person["kind"][],
): Promise<Held | null> {
  let person = await recognise(context.db, who, kinds);
  while (person !== null) {
    const { kind, id } = person;
    const found = await findStored(context, kind === "lead" ? lead : contact, id, true);
    const standing = await recognise(context.db, who, kinds);
    if (found !== undefined && standing?.kind === kind && standing.id === id) return { kind, found };
    person = standing;
  }
  return null;
}

/** The newest of the person's leads that are closed by now; null when there is none. */
export async function findClosedLead(db: Kysely<Tables>, who: Who): Promise<number | null> {
  const find = (way: Way) => findPerson(db, { kind: "lead", who, way, status: sql`not in (${open})` });
  const own = [await find("identity"), await find("session"), await find("email")].filter((id) => id !== null);
  return own.length > 0 ? Math.max(...own) : await find("phone");
}

/** The lead with this id, locked, or null when it is deleted. */
export async function lockLead(context: Pick<Context, "db" | "space">, leadId: number): Promise<Found | null> {
  const found = await findStored(context, lead, leadId, true);
  return found === undefined || found.row["deleted_at"] !== null ? null : found;
}

/** The lead with this id, or null when it is deleted. */
export async function findLead(db: Kysely<Tables>, leadId: number): Promise<Found | null> {
  const row = await db
    .selectFrom("leads")
    .selectAll()
    .where("lead_id", "=", leadId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row === undefined ? null : await toFound({ db }, lead, row);
}

/**
 * Makes transactions that may create a lead for the same details wait for each other, so that the second finds what
 * the first made.
 */
export async function oneAtATime(
  { space, db }: Pick<Context, "space" | "db">,
  { email, phone_e164 }: Reachable,
): Promise<void> {
  const details = [email, phone_e164].filter((one) => one !== null);
  await lockNames(
    db,
    space.engine,
    details.map((detail) => `lead ${detail}`),
  );
}

const open = sql.join(openStatuses);

interface Search {
  readonly kind: Person["kind"];
  readonly who: Who;
  readonly way: Way;
  /** What a lead's status must be; contacts have none. */
  readonly status: RawBuilder<unknown>;
}

async function findPerson(db: Kysely<Tables>, { kind, who, way, status }: Search): Promise<number | null> {
  const condition = conditions[way](who, kind);
  if (condition === null) return null;
  const id = `${kind}_id` as const;
  const allowed = who.identity === null || way === "identity" ? sql`true` : isNobodyElses(id, who.identity);
  const { rows } = await sql<{ id: number }>`
    select ${sql.ref(id)} as id from ${sql.table(`${kind}s`)} as people
    where ${condition} and deleted_at is null and ${kind === "lead" ? sql`status ${status}` : sql`true`} and ${allowed}
    order by ${sql.ref(id)} desc limit 1
  `.execute(db);
  return rows[0]?.id ?? null;
}

/** What is true of whom a way leads to; null when there is nothing to go by. */
const conditions: Readonly<Record<Way, (who: Who, kind: Person["kind"]) => RawBuilder<unknown> | null>> = {
  identity({ identity }, kind) {
    const id = identity?.[`${kind}_id`] ?? null;
    return id === null ? null : sql`${sql.ref(`${kind}_id`)} = ${id}`;
  },
  session(who, kind) {
    if (who.ownLeadId === null) return null;
    const own =
      kind === "lead"
        ? sql`lead_id = ${who.ownLeadId}`
        : sql`contact_id = (select contact_id from leads where lead_id = ${who.ownLeadId})`;
    return sql`${own} and ${emailsAgree(who)}`;
  },
  email: ({ email }) => (email === null ? null : sql`email = ${email}`),
  phone: (who) => (who.phone_e164 === null ? null : sql`phone_e164 = ${who.phone_e164} and ${emailsAgree(who)}`),
};

/** Two emails that differ are two people, whatever else they share. */
const emailsAgree = ({ email }: Who) => (email === null ? sql`true` : sql`(email is null or email = ${email})`);
