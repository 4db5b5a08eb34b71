import { z } from "zod";
import { AppError, invalid } from "../errors.ts";
import { email as normalEmail } from "../resources/fields.ts";

const id = z.int().positive().max(Number.MAX_SAFE_INTEGER).optional();

/** By what a person is found; one is enough, and with several all that any of them finds is the person's. */
export const selectors = {
  email: normalEmail
    .optional()
    .describe("What leads, contacts and visitors with exactly this email are, compared as emails are stored."),
  phone: z
    .string()
    .trim()
    .max(64)
    .optional()
    .describe("The same by phone: compared as E.164 where it is a possible number, else as it was given."),
  lead_id: id.describe("One of the person's leads, deleted and merged ones included."),
  contact_id: id.describe("The person as a contact."),
  conversation_id: id.describe("One of the person's conversations: it finds those who never said who they are."),
};

export type Selectors = z.output<z.ZodObject<typeof selectors>>;

/** Throws VALIDATION_ERROR when nothing says who is meant. */
export function requireSelector({ email, phone, lead_id, contact_id, conversation_id }: Selectors): void {
  if (email || phone || (lead_id ?? contact_id ?? conversation_id) !== undefined) return;
  throw invalid("email", "Say who is meant: by email, phone, lead_id, contact_id or conversation_id.", "required");
}

export const nobodyFound = () =>
  new AppError(
    "NOT_FOUND",
    "Nothing is kept of such a person. What was erased before is listed by GET /personal-data/erasures; otherwise check what you look for.",
  );
