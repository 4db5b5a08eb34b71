import type { Found } from "../../kit/records.ts";
import { splitName, toE164 } from "../contact-details.ts";
import type { Claims, WidgetSession } from "../visitors/widget-session.ts";
import type { FieldOrigin } from "./lead-origins.ts";
import { isKeyPage, type ScoreFacts } from "./score.ts";

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

type Fillable = Pick<Found, "record" | "row">;

/** What was said for the fields that are empty, as far as no person emptied them (R8). */
export function missing(found: Fillable, { fields }: Said): Partial<ClaimedFields> {
  const empty = freeGroups(found).filter((group) => group.every((field) => found.record[field] === null));
  return pickTold(fields, empty.flat());
}

/** What the site proved and differs from what stands, as far as no person edited that (R8). */
export function corrected(found: Fillable, { fields, origins }: Said): Partial<ClaimedFields> {
  const proved = freeGroups(found).filter((group) => group.some((field) => origins[field] === "verified"));
  const wrong = proved.filter((group) =>
    group.some((field) => fields[field] !== null && fields[field] !== found.record[field]),
  );
  return Object.fromEntries(wrong.flat().map((field) => [field, fields[field]]));
}

function freeGroups(found: Fillable): readonly (readonly Field[])[] {
  const edited = editedFieldsOf(found);
  return fieldGroups.filter((group) => !group.some((field) => edited.includes(field)));
}

const pickTold = (fields: ClaimedFields, names: readonly Field[]): Partial<ClaimedFields> =>
  Object.fromEntries(names.filter((name) => fields[name] !== null).map((name) => [name, fields[name]]));

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
