import { z } from "zod";
import type { Row } from "../../kit/entity.ts";

/** Fields of a lead that visitors can fill: their values keep where they came from (R8). */
const tracedFields = ["first_name", "last_name", "email", "phone", "company_name"] as const;
type TracedField = (typeof tracedFields)[number];

const fieldOrigin = z.object({
  origin: z
    .enum(["claimed", "verified", "edited", "given"])
    .describe(
      "`claimed`: a visitor said it, or it follows from that. `verified`: the site proved it. `edited`: a person or server changed it here. `given`: it came with POST or an import.",
    ),
  at: z.string().describe("When it was written, UTC ISO 8601."),
  conversation_id: z.int().optional().describe("The conversation it came from."),
});

export type FieldOrigin = Readonly<z.infer<typeof fieldOrigin>>;

const originOf = (field: string) => fieldOrigin.optional().describe(`Where the ${field} came from.`);

/** Where the values of a lead's fields came from. */
export const fieldOrigins = z.object({
  first_name: originOf("first name"),
  last_name: originOf("last name"),
  email: originOf("email"),
  phone: originOf("phone"),
  company_name: originOf("company's name"),
});

export type FieldOrigins = z.infer<typeof fieldOrigins>;

/** A record's origins once `values` are written: those of what changes are `origin`, the others stay. */
export function originsWith(
  record: Row,
  values: Row,
  origin: FieldOrigin | ((field: TracedField) => FieldOrigin),
): FieldOrigins {
  const changed = tracedFields.filter(
    (field) => values[field] !== undefined && values[field] !== (record[field] ?? null),
  );
  const told = changed.map((field) => [field, typeof origin === "function" ? origin(field) : origin]);
  return { ...record["field_origins"], ...Object.fromEntries(told) };
}

/** Some origins, by the names of their fields; those that are not there are left out. */
export function pickOrigins(origins: FieldOrigins, fields: readonly string[]): FieldOrigins {
  return Object.fromEntries(Object.entries(origins).filter(([field]) => fields.includes(field)));
}
