import type { Kysely, Selectable } from "kysely";
import type { ProvedPerson } from "../../access/identity.ts";
import type { Context } from "../../kit/operation.ts";
import type { VisitorIdentitiesTable } from "../../store/conversation-tables.ts";
import type { Tables } from "../../store/tables.ts";
import { type IdentityClaims, toClaims } from "./claims.ts";
import type { Claims, WidgetSession } from "./widget-session.ts";

/** A person whom a website has proved, known by the website's own id. */
export interface VisitorIdentity extends Omit<Selectable<VisitorIdentitiesTable>, "claims"> {
  /** What the latest token said. It is proved, as far as the website knows it. */
  readonly claims: Pick<Claims, "email" | "name">;
}

/** The identity with this id, or null. */
export async function findIdentity(db: Kysely<Tables>, identityId: number): Promise<VisitorIdentity | null> {
  const row = await db
    .selectFrom("visitor_identities")
    .selectAll()
    .where("identity_id", "=", identityId)
    .executeTakeFirst();
  return row === undefined ? null : toIdentity(row);
}

/** The identity that a website's own id names on a line of keys, or null. */
export async function findIdentityOf(
  db: Kysely<Tables>,
  lineId: number,
  externalId: string,
): Promise<VisitorIdentity | null> {
  const row = await db
    .selectFrom("visitor_identities")
    .selectAll()
    .where("key_id", "=", lineId)
    .where("external_id", "=", externalId)
    .executeTakeFirst();
  return row === undefined ? null : toIdentity(row);
}

/** The person of a token, made when it is a new one; what the token says stands in place of what earlier ones said. */
export async function putIdentity(
  { db, now }: Pick<Context, "db" | "now">,
  lineId: number,
  { external_id, email, name }: ProvedPerson,
): Promise<VisitorIdentity> {
  const said = Object.fromEntries(Object.entries({ email, name }).filter(([, value]) => value !== null));
  const known = { claims: JSON.stringify(said), verified_at: now };
  const row = await db
    .insertInto("visitor_identities")
    .values({ key_id: lineId, external_id, created_at: now, ...known })
    .onConflict((conflict) => conflict.columns(["key_id", "external_id"]).doUpdateSet(known))
    .returningAll()
    .executeTakeFirstOrThrow();
  return toIdentity(row);
}

/** What is proved of a person, as claims of the session. */
export const provedClaims = ({ claims, external_id }: VisitorIdentity): Claims => ({ ...claims, external_id });

/** What a visitor says, fit to be stored. What was proved of the visitor stands above it. */
export async function heardClaims(
  { db }: Pick<Context, "db">,
  { identity_id }: Pick<WidgetSession, "identity_id">,
  said: IdentityClaims,
): Promise<Claims> {
  const claims = toClaims(said);
  if (identity_id === null || Object.keys(claims).length === 0) return claims;
  const identity = await findIdentity(db, identity_id);
  return identity === null ? claims : { ...claims, ...provedClaims(identity) };
}

const toIdentity = ({ claims, ...row }: Selectable<VisitorIdentitiesTable>): VisitorIdentity => ({
  ...row,
  claims: JSON.parse(claims),
});
