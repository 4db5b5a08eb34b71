import { AppError } from "../errors.ts";
import { anyTable, type Entity } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import type { Context } from "../kit/operation.ts";
import { type Found, findStored, updateRecord } from "../kit/records.ts";
import { contact } from "./contact-record.ts";
import { changeOpportunity } from "./opportunity-changes.ts";
import { opportunity } from "./opportunity-record.ts";
import { holdStages } from "./pipeline-stages.ts";

/** Records that belong to a prospect by `prospect_id`. */
interface Linked {
  /** The word that counts them. */
  readonly word: string;
  readonly entity: Entity;
  /** Takes the prospect from one of them. */
  readonly unlink: (context: Context, current: Found) => Promise<unknown>;
}

const unlinked = { prospect_id: null };

const linked: readonly Linked[] = [
  {
    word: "contacts",
    entity: contact,
    unlink: (context, current) => updateRecord(context, contact, current, unlinked),
  },
  {
    word: "opportunities",
    entity: opportunity,
    unlink: async (context, current) => await changeOpportunity(context, await holdStages(context), current, unlinked),
  },
];

/**
 * Makes a prospect free of what belongs to it, before it is deleted: with `unlink` each record lets go of it and fires
 * its `updated` event. Otherwise throws CONFLICT with the counts, when there are any.
 */
export async function releaseLinked(calling: Context, prospectId: number, unlink: boolean): Promise<void> {
  if (!unlink) return await requireNoneLinked(calling, prospectId);
  // The caller's If-Match speaks of the prospect.
  const context = withoutIfMatch(calling);
  for (const one of linked) await unlinkAll(context, one, prospectId);
}

async function unlinkAll(context: Context, one: Linked, prospectId: number): Promise<void> {
  for (;;) {
    const ids = await linkedIds(context, one, prospectId);
    if (ids.length === 0) return;
    for (const id of ids) {
      const current = await findStored(context, one.entity, id, true);
      // Somebody else may have moved or deleted it in between.
      const isLinked = current?.row["deleted_at"] === null && current.row["prospect_id"] === prospectId;
      if (isLinked) await one.unlink(context, current);
    }
  }
}

async function requireNoneLinked(context: Context, prospectId: number): Promise<void> {
  const counts: Record<string, number> = {};
  for (const one of linked) counts[one.word] = await countLinked(context, one, prospectId);
  const standing = Object.entries(counts).filter(([, count]) => count > 0);
  if (standing.length === 0) return;
  const what = standing.map(([word, count]) => `${count} ${word}`).join(" and ");
  const message = `Prospect ${prospectId} still has ${what}. Move or delete them first, or unlink them with ?cascade=unlink.`;
  throw new AppError("CONFLICT", message, { details: [{ field: "id", code: "linked", message, counts }] });
}

const linkedRows = ({ db }: Context, { entity }: Linked, prospectId: number) =>
  anyTable(db).selectFrom(entity.table).where("prospect_id", "=", prospectId).where("deleted_at", "is", null);

async function countLinked(context: Context, one: Linked, prospectId: number): Promise<number> {
  const { count } = await linkedRows(context, one, prospectId)
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Some of them: an account may have more than are wanted in memory at once. */
async function linkedIds(context: Context, one: Linked, prospectId: number): Promise<number[]> {
  const { id } = one.entity;
  const rows = await linkedRows(context, one, prospectId).select(id).orderBy(id).limit(200).execute();
  return rows.map((row) => row[id] as number);
}
