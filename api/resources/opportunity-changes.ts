import { employeeIn } from "../access/actor.ts";
import { readSetting } from "../conversations/settings.ts";
import { invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import { type Found, insertRecord, updateRecord, type Writing } from "../kit/records.ts";
import { moveFields, opportunity } from "./opportunity-record.ts";
import {
  closedStages,
  findStage,
  firstStage,
  holdStages,
  type OpportunityStatus,
  type Stage,
  statusOf,
} from "./pipeline-stages.ts";

/** What moving an opportunity needs: a transaction, and who does it. */
type Moving = Writing & Pick<Context, "actor">;

const blank: Row = {
  ...{ prospect_id: null, contact_id: null, lead_id: null, value: 0, expected_close_date: null, assigned_to: null },
  ...{ tags: [], own_probability: null },
};

/**
 * Makes an opportunity, in the caller's transaction: in the first stage and the space's currency unless `given` says
 * otherwise. Fires opportunity.created, and opportunity.won or opportunity.lost when it begins closed.
 * The ids that `given` links to are the caller's to check.
 */
export async function createOpportunity(context: Moving, given: Row): Promise<Found> {
  const stages = await holdStages(context);
  const stage = wishedStage(stages, given) ?? firstStage(stages);
  const created = await insertRecord(context, opportunity, {
    ...blank,
    currency: await readSetting(context.db, "currency"),
    ...given,
    ...standing(context, stage, given, null),
  });
  await noteStage(context, created);
  await announceEnd(context, created);
  return created;
}

/**
 * Changes an opportunity; `stages` are those that the transaction holds. A change of stage goes into its history and
 * fires opportunity.stage_changed, then opportunity.won or opportunity.lost; all else fires opportunity.updated before.
 */
export async function changeOpportunity(
  context: Moving,
  stages: readonly Stage[],
  current: Found,
  values: Row,
): Promise<Found> {
  const { record } = current;
  const stage = await nextStanding(context, stages, current, values);
  const changed = await updateRecord(context, opportunity, current, {
    ...values,
    ...standing(context, stage, values, current),
  });
  const differs = (name: string) => changed.row[name] !== current.row[name];
  const names = Object.keys(record).filter((name) => name !== "updated_at" && differs(name));
  const moved = differs("stage");
  const ofMove = moved ? names.filter((name) => name in moveFields) : [];
  const others = names.filter((name) => !ofMove.includes(name));
  const previous = (told: readonly string[]) => Object.fromEntries(told.map((name) => [name, record[name]]));
  if (others.length > 0) await context.emit("opportunity.updated", { ...changed.record, previous: previous(others) });
  if (!moved) return changed;
  await noteStage(context, changed);
  await context.emit("opportunity.stage_changed", { ...changed.record, previous: previous(ofMove) });
  await announceEnd(context, changed);
  return changed;
}

/** The stage that a body asks for by `stage` or `status`; undefined when that does not say which. */
function wishedStage(stages: readonly Stage[], { stage, status }: Row): Stage | undefined {
  if (stage === undefined) {
    return status === undefined || status === "open" ? undefined : findStage(stages, closedStages[status as "won"]);
  }
  const found = findStage(stages, String(stage));
  if (status === undefined || status === statusOf(found.key)) return found;
  const message = `stage and status contradict each other: ${found.key} is ${statusOf(found.key)}. Send one of the two.`;
  throw invalid("status", message, "contradiction");
}

/** Where an opportunity stands after a change that names these values. */
async function nextStanding(context: Moving, stages: readonly Stage[], { record }: Found, values: Row): Promise<Stage> {
  const wished = wishedStage(stages, values);
  if (wished !== undefined) return wished;
  const reopens = values["status"] === "open" && record["status"] !== "open";
  return reopens ? await lastOpenStage(context, stages, record) : findStage(stages, String(record["stage"]));
}

/** The last open stage that it stood in and that the pipeline still has; the first stage when there is none. */
async function lastOpenStage({ db }: Moving, stages: readonly Stage[], record: Row): Promise<Stage> {
  const past = await db
    .selectFrom("opportunity_stages")
    .select("stage")
    .where("opportunity_id", "=", record["opportunity_id"] as number)
    .orderBy("change_id", "desc")
    .execute();
  const open = stages.filter(({ key }) => statusOf(key) === "open");
  for (const { stage } of past) {
    const found = open.find(({ key }) => key === stage);
    if (found !== undefined) return found;
  }
  return firstStage(stages);
}

/** The columns that follow from standing in a stage. Throws VALIDATION_ERROR for what cannot be true there. */
function standing({ now }: Moving, stage: Stage, values: Row, current: Found | null): Row {
  const status = statusOf(stage.key);
  const before: Row = current?.record ?? {};
  const own = ownProbability(stage, status, values["probability"], current?.row["own_probability"] ?? null);
  return {
    stage: stage.key,
    status,
    own_probability: own,
    probability: status === "open" ? (own ?? stage.probability) : stage.probability,
    lost_reason: lostReason(status, values["lost_reason"], before),
    closed_at: status === "open" ? null : before["stage"] === stage.key ? before["closed_at"] : now,
  };
}

function ownProbability(stage: Stage, status: OpportunityStatus, given: unknown, kept: number | null): number | null {
  if (given === undefined) return kept;
  if (given === null) return null;
  if (status === "open") return given as number;
  // A record sent back as it was read is no mistake.
  if (given === stage.probability) return kept;
  const message = `The probability of an opportunity that is ${status} is ${stage.probability}. Leave it out, or reopen it with status open.`;
  throw invalid("probability", message, "contradiction");
}

function lostReason(status: OpportunityStatus, given: unknown, before: Row): unknown {
  if (status === "lost") return given === undefined ? (before["lost_reason"] ?? null) : given;
  if (given === undefined || given === null) return null;
  const message = "lost_reason belongs to an opportunity that is lost. Send status lost beside it, or leave it out.";
  throw invalid("lost_reason", message, "contradiction");
}

async function noteStage(context: Moving, { record }: Found): Promise<void> {
  const { opportunity_id, stage } = record as { opportunity_id: number; stage: string };
  const stay = { opportunity_id, stage, at: context.now, by: employeeIn(context) };
  await context.db.insertInto("opportunity_stages").values(stay).execute();
}

async function announceEnd(context: Moving, { record }: Found): Promise<void> {
  if (record["status"] === "won") await context.emit("opportunity.won", record);
  if (record["status"] === "lost") await context.emit("opportunity.lost", record);
}
