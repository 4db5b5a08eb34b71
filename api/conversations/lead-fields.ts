import type { Found } from "../kit/records.ts";
import { splitName, toE164 } from "./contact-details.ts";
import type { FieldOrigin } from "./lead-origins.ts";
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

type Field = keyof ClaimedFields;
type Detail = "name" | "email" | "phone" | "company";

/** The fields that a detail becomes: half a name or a number without its E.164 form never mixes with another's. */
const fieldsOf: Readonly<Record<Detail, readonly Field[]>> = {
  name: ["first_name", "last_name"],
  email: ["email"],
  phone: ["phone", "phone_e164"],
  company: ["company_name"],
};

/** Fields that belong together. */
export const fieldGroups = Object.values(fieldsOf);

/** What is known of a visitor, as a lead's fields, and how far each can be trusted (R7). */
export interface Said {
  readonly fields: ClaimedFields;
  /** Fields that the site proved, and those that an agent gave; the others are claimed. */
  readonly origins: Readonly<Partial<Record<Field, FieldOrigin["origin"]>>>;
}

/** Who told what: what the site proved counts more than what the visitor typed, and what an agent gave most of all. */
export interface Sources {
  readonly claimed: Claims;
  readonly verified?: Claims;
  readonly given?: Claims;
}

/** The details of all sources, laid one over the other. */
export const allClaims = ({ claimed, verified = {}, given = {} }: Sources): Claims => ({
  ...claimed,
  ...verified,
  ...given,
});

/** A lead's fields as the sources would fill them (R4, R13); `company` stands where nobody named one. */
export function saidBy(sources: Sources, country: string, company: string | null): Said {
  const claims = allClaims(sources);
  const fields = {
    ...splitName(claims.name),
    email: claims.email ?? null,
    phone: claims.phone ?? null,
    phone_e164: toE164(claims.phone, country),
    company_name: claims.company ?? company,
  };
  const origins = { ...originsOf(sources.verified, "verified"), ...originsOf(sources.given, "given") };
  return { fields, origins };
}

function originsOf(claims: Claims = {}, origin: FieldOrigin["origin"]): Said["origins"] {
  const named = (Object.keys(fieldsOf) as Detail[]).filter((detail) => claims[detail] !== undefined);
  return Object.fromEntries(named.flatMap((detail) => fieldsOf[detail]).map((field) => [field, origin]));
}

/**
 * What may be written into a lead or contact (R7, R8): whatever was said fills what is empty, what the site proved
 * takes the place of another value, and nothing changes what a person edited.
 */
export function fillable(found: Pick<Found, "record" | "row">, said: Said): Partial<ClaimedFields> {
  const edited = editedFieldsOf(found);
  const free = fieldGroups.filter((group) => !group.some((field) => edited.includes(field)));
  return Object.assign({}, ...free.map((group) => fillableOf(found, said, group)));
}

function fillableOf({ record }: Pick<Found, "record">, said: Said, group: readonly Field[]): Partial<ClaimedFields> {
  const told = group.filter((field) => said.fields[field] !== null);
  if (group.every((field) => record[field] === null)) return valuesOf(said, told);
  const isProved = told.some((field) => said.origins[field] === "verified");
  const differs = told.some((field) => said.fields[field] !== record[field]);
  return isProved && differs ? valuesOf(said, group) : {};
}

const valuesOf = ({ fields }: Said, names: readonly Field[]): Partial<ClaimedFields> =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

/** The fields of a lead that a person edited: locked against what visitors and sites say later. */
export function editedFieldsOf({ row }: Pick<Found, "row">): string[] {
  return JSON.parse(String(row["edited_fields"] ?? "[]")) as string[];
}

/** What the pages a visitor looked at tell about the lead (R15). */
export function pageFacts(session: Pick<WidgetSession, "trail" | "attribution">): Partial<ScoreFacts> {
  const { first, last } = session.attribution;
  const urls = [first?.landing_url, last?.page_url, ...session.trail.map((page) => page.page_url)];
  const pages = new Set(urls.filter((url) => url !== null && url !== undefined));
  return { key_page: [...pages].some(isKeyPage), three_pages: pages.size >= 3 };
}
