import { z } from "zod";
import { nameOf } from "../access/audit.ts";
import { mergeAttribution } from "../conversations/attribution.ts";
import { editedFieldsOf, fieldGroups } from "../conversations/leads/lead-fields.ts";
import { pickOrigins } from "../conversations/leads/lead-origins.ts";
import { AppError, invalid } from "../errors.ts";
import { pick, type Row } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { type Context, operation } from "../kit/operation.ts";
import { deleteRecord, type Found, findRecord, lockRecord } from "../kit/records.ts";
import { answer, idParams } from "../kit/resource.ts";
import { announceLinks, holdConversationsOf, moveBelongings } from "./lead-belongings.ts";
import { holdEmailOf } from "./lead-email.ts";
import type { Snapshot } from "./lead-merges.ts";
import { isReachable } from "./lead-reach.ts";
import { changeLead, findOpenLead, lead, leadRecord, openStatuses } from "./lead-record.ts";

export const postMerge = operation(
  "POST /leads/{id}/merge",
  {
    summary: "Merge another lead into this one",
    description:
      "The other lead's activities, notes and conversations move here, its values fill what is empty here, tags and custom fields are joined. The other id then answers 404 with `details[0].merged_into`. `POST /leads/{from_lead_id}/unmerge` takes it back for 30 days. Converted leads cannot be merged.",
    permission: "leads:write",
    params: idParams,
    body: z.strictObject({
      from_lead_id: z.int().positive().describe("The lead that goes: it is deleted, and lives on as this one."),
    }),
    returns: leadRecord,
    errors: {
      CONFLICT:
        "One of them is converted; converted leads cannot be merged. Convert the other one too: with the same email it joins the same contact, and its activities, notes and conversations follow.",
      PRECONDITION_FAILED: "If-Match names another version than the lead's.",
    },
    events: ["lead.deleted", "lead.updated", "lead.assigned", "conversation.lead_linked"],
    example: { from_lead_id: 41 },
  },
  async (context, { params, body }) => {
    if (body.from_lead_id === params.id) {
      throw invalid("from_lead_id", "A lead cannot be merged into itself. Name the other one.");
    }
    await holdConversationsOf(context, body.from_lead_id);
    await holdEmailOf(context, body.from_lead_id);
    const [into, from] = await lockBoth(context, params.id, body.from_lead_id);
    requireUnconverted(into);
    requireUnconverted(from);
    return answer(await merge(context, into, from));
  },
);

/** In the order of their ids: two merges of the same pair then wait for each other instead of failing both. */
async function lockBoth(context: Context, intoId: number, fromId: number): Promise<readonly [Found, Found]> {
  // When neither exists, it is the address that is wrong, whichever id is locked first.
  await findRecord(context, lead, intoId);
  const first = await lockRecord(context, lead, Math.min(intoId, fromId)).catch((error: unknown) => {
    throw fromId < intoId ? asUnknownFrom(error, fromId) : error;
  });
  const second = await lockRecord(context, lead, Math.max(intoId, fromId)).catch((error: unknown) => {
    throw fromId > intoId ? asUnknownFrom(error, fromId) : error;
  });
  return intoId < fromId ? [first, second] : [second, first];
}

/** The id in the address is NOT_FOUND; one in the body is a wrong value. */
function asUnknownFrom(error: unknown, id: number): unknown {
  if (!(error instanceof AppError) || error.code !== "NOT_FOUND") return error;
  return invalid("from_lead_id", `There is no lead ${id} to merge. Check from_lead_id.`, "unknown_id");
}

function requireUnconverted({ record }: Found): void {
  if (record["status"] !== "converted") return;
  throw new AppError(
    "CONFLICT",
    `Lead ${record["lead_id"]} is converted and lives on as its contact. Merging is for leads that are not.`,
  );
}

async function merge(context: Context, into: Found, from: Found): Promise<Found> {
  const [intoId, fromId] = [into.record["lead_id"] as number, from.record["lead_id"] as number];
  const moved = await moveBelongings(context, fromId, intoId);
  // It goes first: its email is free then for the one that stays.
  await deleteRecord(goneInto(context, intoId), lead, fromId, false);
  const values = withOrigins(into, from, await withFreeEmail(context, into, mergedValues(into, from)));
  const merged = await changeLead(context, into, values, deedsOf(from));
  const changed = Object.keys(merged.row).filter((name) => merged.row[name] !== into.row[name]);
  const snapshot: Snapshot = {
    before: pick(into.row, changed),
    after: pick(merged.row, changed),
    moved,
    was_reachable: isReachable(into.record),
  };
  await context.db
    .insertInto("lead_merges")
    .values({
      from_lead_id: fromId,
      into_lead_id: intoId,
      snapshot: JSON.stringify(snapshot),
      merged_by: nameOf(context.actor),
      created_at: context.now,
      undone_at: null,
    })
    .execute();
  await announceLinks(context, moved["conversations"] ?? [], intoId);
  return merged;
}

/** If-Match speaks of the lead that stays, and who hears of the other's end learns where it went. */
const goneInto = (context: Context, intoId: number): Context => ({
  ...withoutIfMatch(context),
  emit: (event, data, conversation) => context.emit(event, { ...data, merged_into: intoId }, conversation),
});

/** What the lead that stays becomes: its own values, the other's where it has none. */
function mergedValues({ record, row }: Found, from: Found): Row {
  const empty = fieldGroups.filter((group) => group.every((field) => record[field] === null)).flat();
  const other = from.record;
  const filled = pick(other, [...empty, ...emptyOf(record, ["assigned_to", "form_type", "raw_payload"])]);
  return {
    ...filled,
    previous_lead_id: record["previous_lead_id"] ?? previousOf(other, record["lead_id"]),
    tags: [...new Set([...record["tags"], ...other["tags"]])],
    custom_fields: { ...JSON.parse(from.row["custom_fields"]), ...JSON.parse(row["custom_fields"]) },
    attribution: mergeAttribution(record["attribution"], other["attribution"]),
  };
}

/** An email that a third lead holds stays there: two open leads never share one. */
async function withFreeEmail(context: Context, { record }: Found, values: Row): Promise<Row> {
  const { email, ...others } = values;
  if (typeof email !== "string" || !openStatuses.includes(record["status"])) return values;
  return (await findOpenLead(context, email)) === undefined ? values : others;
}

/** What comes along brings where it came from, and stays locked where a person edited it. */
function withOrigins(into: Found, from: Found, values: Row): Row {
  const taken = fieldGroups
    .flat()
    .filter((field) => values[field] !== undefined && values[field] !== into.record[field]);
  const locked = editedFieldsOf(from).filter((field) => taken.some((one) => one === field));
  return {
    ...values,
    field_origins: { ...into.record["field_origins"], ...pickOrigins(from.record["field_origins"], taken) },
    edited_fields: JSON.stringify([...new Set([...editedFieldsOf(into), ...locked])]),
  };
}

const emptyOf = (record: Row, names: readonly string[]) => names.filter((name) => record[name] === null);

const previousOf = (other: Row, ownId: number) =>
  other["previous_lead_id"] === ownId ? null : other["previous_lead_id"];

const deedsOf = ({ record }: Found) =>
  Object.fromEntries((record["score_breakdown"] as { reason: string }[]).map(({ reason }) => [reason, true]));
