import { oneAtATime } from "../conversations/leads/lead-match.ts";
import type { Reading } from "../kit/records.ts";

/**
 * Call it before a lead is locked that may come to hold an email: the one that is `given`, else that of the lead named,
 * deleted or not. Visitors who tell the same email wait for this transaction, and it for them: met by the unique index
 * instead, their message would be refused. Emails come before leads, as in a visitor's message, or the two would wait for
 * each other.
 */
export async function holdEmailOf({ db, space }: Reading, leadId: number, given?: string | null): Promise<void> {
  // SQLite runs one transaction at a time.
  if (space.engine === "sqlite") return;
  const email = given === undefined ? await emailOf(db, leadId) : given;
  await oneAtATime({ db, space }, { email, phone_e164: null });
}

async function emailOf(db: Reading["db"], leadId: number): Promise<string | null> {
  const lead = await db.selectFrom("leads").select("email").where("lead_id", "=", leadId).executeTakeFirst();
  return lead?.email ?? null;
}
