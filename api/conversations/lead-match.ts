import type { Kysely } from "kysely";
import type { Context } from "../kit/operation.ts";
import { type Found, toFound } from "../kit/records.ts";
import { lead, openStatuses } from "../resources/lead-record.ts";
import { lockNames } from "../store/lock.ts";
import type { Tables } from "../store/tables.ts";

/** What a visitor can be recognised by: both normalised (R4). */
export interface Reachable {
  readonly email: string | null;
  readonly phone_e164: string | null;
}

export interface Matched {
  readonly lead: Found;
  /** An open lead takes new conversations (R6). */
  readonly open: boolean;
}

/**
 * The lead that these details belong to (R5): by email, then by phone, never by phone when both emails exist and
 * differ. An open lead comes before a closed one, a newer before an older.
 */
export async function matchLead(db: Kysely<Tables>, reachable: Reachable): Promise<Matched | null> {
  const byEmail = reachable.email === null ? [] : await leadsWith(db, "email", reachable.email);
  const byPhone = reachable.phone_e164 === null ? [] : await leadsWith(db, "phone_e164", reachable.phone_e164);
  const compatible = byPhone.filter((one) => sameOrUnknown(one.record["email"], reachable.email));
  const candidates = [...byEmail, ...compatible];
  const open = candidates.find(isOpen);
  if (open) return { lead: open, open: true };
  const closed = candidates[0];
  return closed ? { lead: closed, open: false } : null;
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

/** Whether a lead that a session already has is still the right one for what the visitor says now. */
export function stillFits(one: Found, { email }: Reachable): boolean {
  return isOpen(one) && sameOrUnknown(one.record["email"], email);
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

const isOpen = ({ record }: Found) => openStatuses.includes(record["status"]);

const sameOrUnknown = (one: string | null, other: string | null) => one === null || other === null || one === other;

async function leadsWith(db: Kysely<Tables>, column: "email" | "phone_e164", value: string): Promise<Found[]> {
  const rows = await db
    .selectFrom("leads")
    .selectAll()
    .where(column, "=", value)
    .where("deleted_at", "is", null)
    .orderBy((eb) => eb.case().when("status", "in", openStatuses).then(0).else(1).end())
    .orderBy("lead_id", "desc")
    .limit(20)
    .execute();
  return await Promise.all(rows.map((row) => toFound({ db }, lead, row)));
}
