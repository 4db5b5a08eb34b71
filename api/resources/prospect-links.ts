import { AppError } from "../errors.ts";
import { anyTable, type Entity } from "../kit/entity.ts";
import { findStored, updateRecord, type Writing } from "../kit/records.ts";
import { contact } from "./contact-record.ts";

/** Entities whose records belong to a prospect by `prospect_id`, under the word that counts them. */
const linked: Readonly<{ [word: string]: Entity }> = { contacts: contact };

/**
 * Makes a prospect free of what belongs to it, before it is deleted: with `unlink` each record lets go of it and fires
 * its `updated` event. Otherwise throws CONFLICT with the counts, when there are any.
 */
export async function releaseLinked(context: Writing, prospectId: number, unlink: boolean): Promise<void> {
  if (!unlink) return await requireNoneLinked(context, prospectId);
  for (const entity of Object.values(linked)) await unlinkAll(context, entity, prospectId);
}

async function unlinkAll(context: Writing, entity: Entity, prospectId: number): Promise<void> {
  for (;;) {
    const ids = await linkedIds(context, entity, prospectId);
    if (ids.length === 0) return;
    for (const id of ids) await unlinkOne(context, entity, id, prospectId);
  }
}

async function requireNoneLinked(context: Writing, prospectId: number): Promise<void> {
  const counts: Record<string, number> = {};
  for (const [word, entity] of Object.entries(linked)) counts[word] = await countLinked(context, entity, prospectId);
  const standing = Object.entries(counts).filter(([, count]) => count > 0);
  if (standing.length === 0) return;
  const what = standing.map(([word, count]) => `${count} ${word}`).join(" and ");
  const message = `Prospect ${prospectId} still has ${what}. Move or delete them first, or unlink them with ?cascade=unlink.`;
  throw new AppError("CONFLICT", message, { details: [{ field: "id", code: "linked", message, counts }] });
}

const linkedRows = ({ db }: Writing, { table }: Entity, prospectId: number) =>
  anyTable(db).selectFrom(table).where("prospect_id", "=", prospectId).where("deleted_at", "is", null);

async function countLinked(context: Writing, entity: Entity, prospectId: number): Promise<number> {
  const { count } = await linkedRows(context, entity, prospectId)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Some of them: an account may have more than are wanted in memory at once. */
async function linkedIds(context: Writing, entity: Entity, prospectId: number): Promise<number[]> {
  const rows = await linkedRows(context, entity, prospectId).select(entity.id).limit(200).execute();
  return rows.map((row) => row[entity.id] as number);
}

async function unlinkOne(context: Writing, entity: Entity, id: number, prospectId: number): Promise<void> {
  const current = await findStored(context, entity, id, true);
  // Somebody else may have moved or deleted it in between.
  if (current?.row["deleted_at"] !== null || current.row["prospect_id"] !== prospectId) return;
  // The caller's If-Match speaks of the prospect.
  const request = { ...context.request, ifMatch: null };
  await updateRecord({ ...context, request }, entity, current, { prospect_id: null });
}
