import type { Kysely } from "kysely";
import { blankData } from "../events/record.ts";
import type { Tables } from "../store/tables.ts";
import type { Person } from "./person.ts";
import { eventValues, textsIn } from "./texts.ts";

/**
 * While two people's leads were merged, events of the one told values of the other. Takes those of them that tell what
 * this person is called; the rest of the other's history stays.
 */
export async function blankUndoneMerges(
  db: Kysely<Tables>,
  { lead }: Person,
  isCalled: (text: string) => boolean,
): Promise<void> {
  const others = await mergedForAWhile(db, lead);
  const telling = new Set<number>();
  for await (const values of eventValues(db, "lead", others)) {
    if (Object.values(textsIn(values)).flat().some(isCalled)) telling.add(values["event_id"] as number);
  }
  for (const id of telling) {
    await db.updateTable("events").set({ data: blankData }).where("event_id", "=", id).execute();
  }
}

/** Leads that were merged with one of these until it was undone. */
export async function mergedForAWhile(db: Kysely<Tables>, leads: readonly number[]): Promise<readonly number[]> {
  if (leads.length === 0) return [];
  const rows = await db
    .selectFrom("lead_merges")
    .select(["from_lead_id", "into_lead_id"])
    .where("undone_at", "is not", null)
    .where((eb) => eb.or([eb("from_lead_id", "in", [...leads]), eb("into_lead_id", "in", [...leads])]))
    .execute();
  const all = rows.flatMap(({ from_lead_id, into_lead_id }) => [from_lead_id, into_lead_id]);
  return [...new Set(all)].filter((id) => !leads.includes(id));
}
