import type { Context } from "../../kit/operation.ts";
import { hostOf } from "../../resources/website.ts";
import { isBusinessEmail, suggestCompany } from "../contact-details.ts";

/** A business email's domain, as prospects keep theirs; null for a mail host's. */
export function businessDomain(email: unknown): string | null {
  if (typeof email !== "string" || !isBusinessEmail(email)) return null;
  return hostOf(email.slice(email.lastIndexOf("@") + 1));
}

/** The company of whoever named none (R13): the prospect with the email's domain, else what the domain suggests. */
export async function companyOf({ db }: Pick<Context, "db">, email: string | undefined): Promise<string | null> {
  const domain = businessDomain(email);
  if (email === undefined || domain === null) return null;
  const prospect = await db
    .selectFrom("prospects")
    .select("name")
    .where("domain", "=", domain)
    .where("deleted_at", "is", null)
    .orderBy("prospect_id")
    .limit(1)
    .executeTakeFirst();
  return prospect?.name ?? suggestCompany(email);
}
