import type { Found } from "../kit/records.ts";
import { splitName, suggestCompany, toE164 } from "./contact-details.ts";
import { isKeyPage, type ScoreFacts } from "./score.ts";
import type { Claims, WidgetSession } from "./widget-session.ts";

/** A lead's fields that a visitor can speak of. */
export interface ClaimedFields {
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly phone_e164: string | null;
  readonly company_name: string | null;
}

/** A lead's fields as a visitor's claims would fill them (R4, R13). */
export function claimedFields(claims: Claims, country: string): ClaimedFields {
  const email = claims.email ?? null;
  return {
    ...splitName(claims.name),
    email,
    phone: claims.phone ?? null,
    phone_e164: toE164(claims.phone, country),
    company_name: claims.company ?? suggestCompany(email),
  };
}

/** Fields that belong together: half a name or a number without its E.164 form never mixes with another's. */
export const fieldGroups: readonly (readonly (keyof ClaimedFields)[])[] = [
  ["first_name", "last_name"],
  ["email"],
  ["phone", "phone_e164"],
  ["company_name"],
];

/** What claims may change on a lead (R7, R8): empty fields only, and none that a person edited. */
export function fillable({ record, row }: Found, claimed: ClaimedFields): Partial<ClaimedFields> {
  const edited: readonly string[] = JSON.parse(row["edited_fields"]);
  const free = fieldGroups.filter((group) => group.every((field) => record[field] === null && !edited.includes(field)));
  const told = free.flat().filter((field) => claimed[field] !== null);
  return Object.fromEntries(told.map((field) => [field, claimed[field]]));
}

/** What the pages a visitor looked at tell about the lead (R15). */
export function pageFacts(session: Pick<WidgetSession, "trail" | "attribution">): Partial<ScoreFacts> {
  const { first, last } = session.attribution;
  const urls = [first?.landing_url, last?.page_url, ...session.trail.map((page) => page.page_url)];
  const pages = new Set(urls.filter((url) => url !== null && url !== undefined));
  return { key_page: [...pages].some(isKeyPage), three_pages: pages.size >= 3 };
}
