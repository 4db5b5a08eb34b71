import type { RawBuilder } from "kysely";
import { sql } from "kysely";
import type { Context } from "../kit/operation.ts";
import { parseJson } from "../parse-json.ts";
import { toClaims } from "./claims.ts";
import type { Claims, WidgetSession } from "./widget-session.ts";

/** Whom a site proved a visitor to be, and the lead and contact that are this person's. */
export interface Identity {
  readonly identity_id: number;
  readonly key_id: number;
  readonly external_id: string;
  readonly lead_id: number | null;
  readonly contact_id: number | null;
  /** What the site says of the person. */
  readonly claims: Claims;
}

/** The identity of a verified session; null for all others. */
export async function readIdentity(
  { db }: Pick<Context, "db">,
  { identity_id }: Pick<WidgetSession, "identity_id">,
): Promise<Identity | null> {
  if (identity_id === null) return null;
  const row = await db
    .selectFrom("visitor_identities")
    .select(["identity_id", "key_id", "external_id", "lead_id", "contact_id", "claims"])
    .where("identity_id", "=", identity_id)
    .executeTakeFirst();
  return row === undefined ? null : { ...row, claims: provedClaims(row.claims) };
}

/** Of what a site signed, what a lead can take. */
function provedClaims(stored: string): Claims {
  const { email, name } = Object(parseJson(stored)) as { email?: unknown; name?: unknown };
  return toClaims({
    ...(typeof email === "string" ? { email } : {}),
    ...(typeof name === "string" ? { name } : {}),
  });
}

/** Says whose lead or contact this is from now on. */
export async function linkIdentity(
  { db }: Pick<Context, "db">,
  identity: Identity | null,
  to: { readonly lead_id: number } | { readonly contact_id: number },
): Promise<void> {
  if (identity === null || Object.entries(to).every(([name, id]) => identity[name as "lead_id"] === id)) return;
  await db.updateTable("visitor_identities").set(to).where("identity_id", "=", identity.identity_id).execute();
}

/**
 * True of a lead or contact, by its column `owner`, that no other person of the same site was proved to be: two
 * external ids are two people, whatever email they share (R9).
 */
export const isNobodyElses = (owner: "lead_id" | "contact_id", identity: Identity): RawBuilder<boolean> => sql<boolean>`
  not exists (
    select 1 from visitor_identities as others where others.${sql.ref(owner)} = people.${sql.ref(owner)}
      and others.key_id = ${identity.key_id} and others.identity_id <> ${identity.identity_id}
  )
`;

/** Whether a lead or contact belongs to another person of the same site. */
export async function isAnothers(
  { db }: Pick<Context, "db">,
  identity: Identity | null,
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
