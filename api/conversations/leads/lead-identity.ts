import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import type { Context } from "../../kit/operation.ts";
import type { Found } from "../../kit/records.ts";
import { findIdentity, type VisitorIdentity } from "../visitors/visitor-identity.ts";
import type { WidgetSession } from "../visitors/widget-session.ts";

/** The identity of a verified session; null for all others. */
export async function readIdentity(
  { db }: Pick<Context, "db">,
  { identity_id }: Pick<WidgetSession, "identity_id">,
): Promise<VisitorIdentity | null> {
  return identity_id === null ? null : await findIdentity(db, identity_id);
}

/**
 * Whether a lead or contact is a proved person's beyond what was typed: by an earlier proof, or by the email that the
 * site proved. A conversation may hang on somebody else's lead by an email that the visitor only claimed (R7).
 */
export function isProvedTheirs(
  identity: VisitorIdentity | null,
  owner: "lead_id" | "contact_id",
  { record }: Pick<Found, "record">,
): boolean {
  if (identity === null) return false;
  const { email } = identity.claims;
  return identity[owner] === record[owner] || (email !== undefined && email === record["email"]);
}

/** Says whose lead or contact this is from now on. */
export async function linkIdentity(
  { db }: Pick<Context, "db">,
  identity: VisitorIdentity | null,
  to: { readonly lead_id: number } | { readonly contact_id: number },
): Promise<void> {
  if (identity === null || Object.entries(to).every(([name, id]) => identity[name as "lead_id"] === id)) return;
  await db.updateTable("visitor_identities").set(to).where("identity_id", "=", identity.identity_id).execute();
}

/**
 * True of a lead or contact, by its column `owner`, that no other person of the same site was proved to be: two
 * external ids are two people, whatever email they share (R9).
 */
export const isNobodyElses = (
  owner: "lead_id" | "contact_id",
  identity: VisitorIdentity,
): RawBuilder<boolean> => sql<boolean>`
  not exists (
    select 1 from visitor_identities as others where others.${sql.ref(owner)} = people.${sql.ref(owner)}
      and others.key_id = ${identity.key_id} and others.identity_id <> ${identity.identity_id}
  )
`;

/** Whether a lead or contact belongs to another person of the same site. */
export async function isAnothers(
  { db }: Pick<Context, "db">,
  identity: VisitorIdentity | null,
  owner: "lead_id" | "contact_id",
  id: number,
): Promise<boolean> {
  if (identity === null || identity[owner] === id) return false;
  const other = await db
    .selectFrom("visitor_identities")
    .select("identity_id")
    .where(owner, "=", id)
    .where("key_id", "=", identity.key_id)
    .where("identity_id", "!=", identity.identity_id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
