import { z } from "zod";
import { invalid, refuseAny } from "../errors.ts";
import type { CustomField } from "../kit/custom-fields.ts";
import { parseJson } from "../parse-json.ts";
import { normalise } from "../store/normalise.ts";

/** What each title becomes: a field, `cf.<key>`, `raw_payload.<name>`, or null for nothing. */
export type Mapping = Readonly<Record<string, string | null>>;

/** Fields of a lead that a column can fill, each with the titles it is usually given (see `plain`). */
const synonyms = {
  first_name: ["firstname", "first", "givenname", "forename"],
  last_name: ["lastname", "last", "surname", "familyname"],
  email: ["email", "emailaddress", "mail", "workemail", "businessemail"],
  phone: ["phone", "phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone", "cell", "cellphone"],
  company_name: [
    "companyname",
    "company",
    "organization",
    "organisation",
    "organizationname",
    "account",
    "accountname",
  ],
  status: ["status", "leadstatus"],
  source: ["source", "leadsource"],
  form_type: ["formtype", "form"],
  score: ["score", "leadscore"],
  assigned_to: ["assignedto", "assignee", "owner", "leadowner", "salesrep"],
  tags: ["tags", "tag", "labels"],
  raw_payload: ["rawpayload"],
} as const;

const fields = Object.keys(synonyms);
export const customPrefix = "cf.";
export const payloadPrefix = "raw_payload.";

/** The query parameter: JSON in the address. */
export const mappingQuery = z
  .string()
  .transform((text, context): Mapping => {
    const parsed = z.record(z.string(), z.string().nullable()).safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue('use a JSON object of titles and fields, for example {"E-mail":"email","Notes":null}');
    return z.NEVER;
  })
  .describe(
    `JSON object of column titles and what they become: ${fields.map((field) => `\`${field}\``).join(", ")}, \`cf.<key>\` for a custom field, \`raw_payload.<name>\`, or null to leave the column out. When absent, titles are matched to the fields' names, to usual ones such as "E-mail", "Company" or "Phone number", and to custom fields' keys and labels.`,
  );

/**
 * What each column becomes, by the caller's wish or by its title. Columns that become no field are kept in raw_payload
 * under their title, unless a column is the raw_payload itself. Throws VALIDATION_ERROR that names every wrong entry.
 */
export function mapColumns(
  titles: readonly (string | null)[],
  wish: Mapping | undefined,
  customFields: readonly CustomField[],
): Mapping {
  const columns = titles.filter((title) => title !== null);
  if (wish !== undefined) refuseWrong(wish, columns, customFields);
  const chosen = new Map(wish === undefined ? matched(columns, customFields) : Object.entries(wish));
  const keepsOthers = ![...chosen.values()].includes("raw_payload");
  const mapping = columns.map((title) => {
    const rest = keepsOthers ? payloadPrefix + title : null;
    return [title, chosen.has(title) ? (chosen.get(title) ?? null) : rest] as const;
  });
  requireReachable(new Set(chosen.values()), wish !== undefined);
  return Object.fromEntries(mapping);
}

/** The columns that become a field by their titles; of several that could become one, the one that is named as it is. */
function matched(columns: readonly string[], customFields: readonly CustomField[]): [string, string][] {
  const names = [
    ...fields.map((field) => ({ target: field, exact: field, usual: synonyms[field as keyof typeof synonyms] })),
    ...customFields.map(({ key, label }) => ({
      target: customPrefix + key,
      exact: customPrefix + key,
      usual: [plain(key), plain(label)],
    })),
  ];
  const free = new Set(columns);
  return names.flatMap(({ target, exact, usual }): [string, string][] => {
    const fits = [...free].filter((title) => (usual as readonly string[]).includes(plain(title)));
    const title = [...free].find((one) => normalise(one) === exact) ?? fits[0];
    if (title === undefined) return [];
    free.delete(title);
    return [[title, target]];
  });
}

/** A title without case, accents, spaces and signs. */
const plain = (title: string) => normalise(title).replace(/[^\p{L}\p{N}]+/gu, "");

function refuseWrong(wish: Mapping, columns: readonly string[], customFields: readonly CustomField[]): void {
  const taken = new Map<string, string>();
  const problems = Object.entries(wish).flatMap(([title, target]) => {
    const problem = problemOf(title, target, { columns, customFields, taken });
    if (target !== null) taken.set(target, title);
    return problem === null ? [] : [problem];
  });
  refuseAny(problems.map(([code, message]) => ({ field: "mapping", code, message })));
}

interface Known {
  readonly columns: readonly string[];
  readonly customFields: readonly CustomField[];
  /** Titles by what they become, of the entries before. */
  readonly taken: ReadonlyMap<string, string>;
}

function problemOf(
  title: string,
  target: string | null,
  { columns, customFields, taken }: Known,
): readonly [code: string, message: string] | null {
  if (!columns.includes(title)) {
    return ["unknown_column", `mapping: the file has no column ${title}. It has ${columns.join(", ")}.`];
  }
  if (target === null) return null;
  const isKnown =
    fields.includes(target) ||
    customFields.some(({ key }) => customPrefix + key === target) ||
    (target.startsWith(payloadPrefix) && target !== payloadPrefix);
  if (!isKnown) {
    const custom = "cf.<key> (GET /custom-fields?entity_type=lead lists them)";
    return ["unknown_field", `mapping: there is no field ${target}. Use ${fields.join(", ")}, ${custom} or null.`];
  }
  const other = taken.get(target) ?? rivalOf(target, taken);
  return other === undefined
    ? null
    : ["taken", `mapping: ${other} and ${title} both become ${target}. Choose one of them.`];
}

/** The whole raw_payload and parts of it exclude each other. */
function rivalOf(target: string, taken: ReadonlyMap<string, string>): string | undefined {
  if (target.startsWith(payloadPrefix)) return taken.get("raw_payload");
  if (target !== "raw_payload") return undefined;
  return [...taken].find(([one]) => one.startsWith(payloadPrefix))?.[1];
}

/** Without these no row could become a lead. */
function requireReachable(targets: ReadonlySet<string | null>, isWish: boolean): void {
  if (targets.has("email") || targets.has("phone") || (targets.has("last_name") && targets.has("company_name"))) return;
  const why = isWish
    ? "No column becomes an email, a phone, or last_name and company_name"
    : "No title of the first line says which column is the email or the phone, or which are the last name and the company";
  throw invalid("mapping", `${why}, and a lead needs one of them. Name the columns by mapping.`, "no_lead");
}
