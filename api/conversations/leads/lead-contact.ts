import type { Context } from "../../kit/operation.ts";
import { type Found, findStored, updateRecord } from "../../kit/records.ts";
import { claimContactEmail, contact } from "../../resources/contact-record.ts";
import { missing } from "./lead-fields.ts";
import { isProvedTheirs, linkIdentity } from "./lead-identity.ts";
import type { Telling } from "./lead-write.ts";

/** The contact with this id, locked, so that it cannot go meanwhile; null when it is deleted. */
export async function lockContact(context: Context, contactId: number): Promise<Found | null> {
  const found = await findStored(context, contact, contactId, true);
  return found === undefined || found.row["deleted_at"] !== null ? null : found;
}

/**
 * Fills what a contact lacks with what was said (R6, R8). Nothing tells what a person edited on a contact, so that
 * nothing of it is ever written over. Fires contact.updated.
 */
export async function fillContact(
  context: Context,
  found: Found,
  { said, identity }: Pick<Telling, "said" | "identity">,
): Promise<Found> {
  const { company_name: _, ...values } = missing(found, said);
  const { email, ...others } = values;
  const isTaken = typeof email === "string" && (await claimContactEmail(context, email)) !== undefined;
  const filled = await updateRecord(context, contact, found, isTaken ? others : values);
  const { contact_id } = filled.record;
  if (isProvedTheirs(identity, "contact_id", filled)) await linkIdentity(context, identity, { contact_id });
  return filled;
}
