import { z } from "zod";
import { parseMoment, timestamp } from "../clock.ts";
import { normalizeEmail, toE164 } from "../conversations/contact-details.ts";
import { isCurrency } from "../currency.ts";
import { AppError, invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";

/** A short line of text; empty text counts as null. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .transform((text) => (text === "" ? null : text))
    .nullable();

/** An email in the form it is stored and compared: trimmed, lower case. */
export const email = z
  .string()
  .max(254)
  .transform((text, context) => {
    if (text.trim() === "") return null;
    const normal = normalizeEmail(text);
    if (normal === null) context.addIssue("this is no email address, expected name@example.com");
    return normal;
  })
  .nullable();

export const tags = z
  .array(z.string().trim().min(1).max(64).refine(isStorable, "use text without the character U+0000"))
  .max(50)
  .nullable()
  .transform((list) => list ?? []);

function isStorable(text: string): boolean {
  return !text.includes("\0");
}

/** A name for programs. */
export const word = z.string().regex(/^[a-z0-9_]{1,64}$/, "use 1–64 of a–z, 0–9 and _");

/** Below this every amount in cents is exact, as are its hundredths (a percentage of it). */
const mostMoney = 9_999_999_999_999.99;

/** An amount in the currency that stands beside it; null is 0. */
export const money = z
  .number()
  .min(0)
  .max(mostMoney)
  .refine((value) => Math.round(value * 100) / 100 === value, "use at most 2 decimals")
  .nullable()
  .transform((value) => value ?? 0);

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, "use an ISO 4217 code in capitals, for example USD")
  .refine(isCurrency, "this is no currency of ISO 4217; use a code such as USD or EUR");

/** A calendar day that exists. */
export const day = z.iso.date("use a date as YYYY-MM-DD, for example 2026-03-15");

const utcMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A moment a caller gives, kept as UTC in whole seconds. */
export const moment = z
  .string()
  .transform((text, context) => {
    const milliseconds = utcMoment.test(text) ? parseMoment(text) : null;
    if (milliseconds !== null) return timestamp(milliseconds);
    context.addIssue("use ISO 8601 with a zone, for example 2026-03-15T14:00:00Z");
    return z.NEVER;
  })
  .nullable();

/** Values of custom fields in a body; each is checked by its definition. */
export const customFields = z
  .record(z.string(), z.json())
  .nullable()
  .describe(
    "Values by the keys of the custom fields (GET /custom-fields). Changes only what it names; null clears a field, and null for the whole clears all.",
  );

/** The id of a record that this one belongs to, or null for none. Its existence is checked by `requireEntity`. */
export const link = z.int().positive().max(Number.MAX_SAFE_INTEGER).nullable();

/** An employee's id, or null for nobody. Its existence is checked by `requireEmployee`. */
export const assignee = z.int().positive().nullable();

/**
 * What a body links to anew. What a record was linked to may be gone since, and sending it back as it was read is no
 * mistake: `requireEntity` and `requireEmployee` look at the rest.
 */
export const changedLinks = <Body extends Row>(body: Body, record: Row): Partial<Body> =>
  // Some of the body's own entries: their types are the body's.
  Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== record[name])) as Partial<Body>;

/** Throws VALIDATION_ERROR unless the employee exists. */
export async function requireEmployee({ db }: Pick<Context, "db">, id: number | null | undefined): Promise<void> {
  if (id === null || id === undefined) return;
  const found = await db
    .selectFrom("employees")
    .select("employee_id")
    .where("employee_id", "=", id)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  if (found === undefined)
    throw invalid("assigned_to", `There is no employee ${id}. GET /employees lists them.`, "unknown_id");
}

/** The values with the phone they name as E.164 too, for matching; `country` reads numbers without a country code. */
export const withE164 = (values: Row, country: string): Row =>
  values["phone"] === undefined
    ? { ...values }
    : { ...values, phone_e164: toE164(values["phone"] as string | null, country) };

/** What to do when a new record's email is taken; `holder` is the one that may have it, with its article. */
export const duplicateQuery = (holder: string) =>
  z.strictObject({
    on_duplicate: z
      .enum(["error", "update", "ignore"])
      .default("error")
      .describe(`When ${holder} has this email already: refuse, update that one, or answer it unchanged.`),
  });

/** DUPLICATE that says which record stands already. */
export function duplicate(message: string, type: string, id: number): AppError {
  return new AppError("DUPLICATE", message, {
    details: [{ field: "email", code: "duplicate", message, existing: { type, id } }],
  });
}
