import type { Kysely } from "kysely";
import type { Row } from "../kit/entity.ts";
import type { Tables } from "../store/tables.ts";

/** Whether somebody can be reached by it: email, phone, or a last name at a company. */
export const isReachable = ({ email, phone, last_name, company_name }: Row): boolean =>
  email !== null || phone !== null || (last_name !== null && company_name !== null);

/**
 * Whether a change takes away the last thing that a lead can be reached by. Leads of a chat may have nothing of the
 * kind from the start, and whom a site has proved can be reached by the site's own id.
 */
export async function losesReach(db: Kysely<Tables>, before: Row, after: Row): Promise<boolean> {
  if (isReachable(after) || !isReachable(before)) return false;
  const proved = await db
    .selectFrom("visitor_identities")
    .select("identity_id")
    .where("lead_id", "=", before["lead_id"])
    .limit(1)
    .executeTakeFirst();
  return proved === undefined;
}
