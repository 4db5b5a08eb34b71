import { isDeepStrictEqual } from "node:util";
import { editedFieldsOf } from "../conversations/leads/lead-fields.ts";
import { type FieldOrigins, pickOrigins } from "../conversations/leads/lead-origins.ts";
import type { ScoreLine } from "../conversations/leads/score.ts";
import { AppError } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, findStored, lockRecord, restorableDays, restorableSince, restoreRecord } from "../kit/records.ts";
import { answer, idParams } from "../kit/resource.ts";
import { holdConversationsOf, moveBack } from "./lead-belongings.ts";
import { holdEmailOf } from "./lead-email.ts";
import { findMerge, type Snapshot } from "./lead-merges.ts";
import { isReachable } from "./lead-reach.ts";
import { changeLead, lead, leadRecord, requireFreeEmail } from "./lead-record.ts";

export const postUnmerge = operation(
  "POST /leads/{id}/unmerge",
  {
    summary: "Take a merge back",
    description:
      "The id is the merged lead's. It comes back as it was, with what had moved; on the other lead, what the merge had filled is emptied again unless somebody changed it since, and its score follows. Works for 30 days.",
    permission: "leads:write",
    params: idParams,
    returns: leadRecord,
    // The lead that the example of POST /leads/{id}/merge merged into 42.
    exampleParams: { id: 41 },
    exampleAnswer: { lead_id: 41, first_name: "J.", phone: null },
    errors: {
      CONFLICT:
        "It is not merged, the 30 days are over, the lead it went into was merged, converted or deleted itself, or nothing to reach that one by would be left.",
      DUPLICATE: "Another open lead has its email by now.",
    },
    events: ["lead.updated", "lead.assigned", "conversation.lead_linked"],
  },
  async (calling, { params }) => {
    // Two leads change: an If-Match could speak of one of them only.
    const context = withoutIfMatch(calling);
    const undone = await findUndoable(context, params.id);
    const snapshot = JSON.parse(undone.snapshot) as Snapshot;
    await holdConversationsOf(context, undone.into_lead_id);
    await holdEmailOf(context, params.id);
    const into = await findStored(context, lead, undone.into_lead_id, true);
    if (into === undefined || into.row["deleted_at"] !== null || into.record["status"] === "converted") {
      throw new AppError(
        "CONFLICT",
        `Lead ${undone.into_lead_id}, which it was merged into, was merged, converted or deleted since. Take that back first.`,
      );
    }
    const values = valuesBefore(into, snapshot);
    requireReachable(into, values, snapshot);
    await changeLead(context, into, values);
    const gone = await findStored(context, lead, params.id, true);
    await requireFreeEmail(context, gone?.record["email"], gone?.record["status"], params.id);
    const previous = { merged_into: undone.into_lead_id };
    const back = await restoreRecord(context, lead, params.id, { previous });
    await moveBack(context, undone.into_lead_id, params.id, snapshot.moved);
    await context.db
      .updateTable("lead_merges")
      .set({ undone_at: context.now })
      .where("lead_merge_id", "=", undone.lead_merge_id)
      .execute();
    return answer(back);
  },
);

/** Throws CONFLICT when taking the merge back would leave the other lead out of reach, though it was not before. */
function requireReachable({ record }: Found, values: Row, { was_reachable = true }: Snapshot): void {
  if (!was_reachable || isReachable({ ...record, ...values })) return;
  throw new AppError(
    "CONFLICT",
    `Lead ${record["lead_id"]} would be left without an email, a phone, or a last name and company. Give it one of them (PUT /leads/${record["lead_id"]}), then take the merge back.`,
  );
}

async function findUndoable(context: Context, leadId: number) {
  const found = await findMerge(context.db, leadId);
  if (found !== undefined && found.created_at >= restorableSince(context.api.clock.now())) return found;
  if (found === undefined) {
    await lockRecord(context, lead, leadId);
    throw new AppError("CONFLICT", `Lead ${leadId} is not merged into another. There is nothing to take back.`);
  }
  throw new AppError(
    "CONFLICT",
    `Lead ${leadId} was merged more than ${restorableDays} days ago. Make a new lead instead.`,
  );
}

/** Columns that follow from others, or from the writing itself. */
const following = ["version", "updated_at", "score", "score_breakdown"];

/** Columns of many values: what the merge added to them is told from what people did since. */
const many = ["tags", "custom_fields", "field_origins", "edited_fields"];

/** Columns that the merge changed and nobody since, as they were; and what the score keeps of what was earned. */
function valuesBefore(into: Found, snapshot: Snapshot): Row {
  const { before, after } = snapshot;
  const own = Object.keys(before).filter((name) => !following.includes(name) && !many.includes(name));
  const untouched = own.filter((name) => into.row[name] === after[name]);
  const isJson = (name: string) => lead.columns.get(name) === "json" && before[name] !== null;
  const valueBefore = (name: string) => (isJson(name) ? (JSON.parse(String(before[name])) as unknown) : before[name]);
  const values = Object.fromEntries(untouched.map((name) => [name, valueBefore(name)]));
  const past = { ...ownOrigins(into, snapshot, untouched), edited_fields: ownLocks(into, snapshot, untouched) };
  return { ...values, ...ownParts(into, snapshot), ...past, score_breakdown: ownLines(into, snapshot) };
}

/** Where values came from: of those that are taken back, what was known before the merge. */
function ownOrigins({ record }: Found, { before }: Snapshot, untouched: readonly string[]): Row {
  if (before["field_origins"] === undefined) return {};
  const now = record["field_origins"] as FieldOrigins;
  const others = Object.keys(now).filter((field) => !untouched.includes(field));
  const known = JSON.parse(String(before["field_origins"])) as FieldOrigins;
  return { field_origins: { ...pickOrigins(now, others), ...pickOrigins(known, untouched) } };
}

/** Fields that people edited but for those that the merge locked and that are taken back. */
function ownLocks(into: Found, { before, after }: Snapshot, untouched: readonly string[]): string {
  const [known, merged] = [before, after].map((row) => editedFieldsOf({ row })) as [string[], string[]];
  const isBrought = (field: string) => merged.includes(field) && !known.includes(field);
  return JSON.stringify(editedFieldsOf(into).filter((field) => !(isBrought(field) && untouched.includes(field))));
}

/** A lead's tags and custom values but for those that a merge added and nobody changed since. */
function ownParts({ row }: Found, { before, after }: Snapshot): Row {
  const [now, known, merged] = [row, before, after].map(partsOf) as [Parts, Parts, Parts];
  const isAdded = (key: string) => !(key in known.custom) && key in merged.custom;
  const custom = Object.entries(now.custom).filter(
    ([key, value]) => !(isAdded(key) && isDeepStrictEqual(value, merged.custom[key])),
  );
  const tags = now.tags.filter((tag) => known.tags.includes(tag) || !merged.tags.includes(tag));
  return {
    ...("tags" in before ? { tags } : {}),
    ...("custom_fields" in before ? { custom_fields: Object.fromEntries(custom) } : {}),
  };
}

interface Parts {
  readonly tags: readonly string[];
  readonly custom: Row;
}

const partsOf = (columns: Row): Parts => ({
  tags: JSON.parse(String(columns["tags"] ?? "[]")),
  custom: JSON.parse(String(columns["custom_fields"] ?? "{}")),
});

/** The lines of a lead's score but for those that a merge brought. */
function ownLines({ record }: Found, { before, after }: Snapshot): readonly ScoreLine[] {
  const [known, merged] = [reasonsIn(before), reasonsIn(after)];
  const brought = merged.filter((reason) => !known.includes(reason));
  return (record["score_breakdown"] as ScoreLine[]).filter(({ reason }) => !brought.includes(reason));
}

function reasonsIn(columns: Row): readonly string[] {
  const lines = JSON.parse(String(columns["score_breakdown"] ?? "[]")) as ScoreLine[];
  return lines.map(({ reason }) => reason);
}
