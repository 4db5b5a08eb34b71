import { invalid } from "../errors.ts";
import { severalOf } from "../kit/filters.ts";
import type { Context } from "../kit/operation.ts";
import { lockNames, shareName } from "../store/lock.ts";

interface PipelineStagesTable {
  /** Name in the API: opportunities and their history refer to it. */
  key: string;
  label: string;
  /** Percent; what an open opportunity counts as unless it has its own. */
  probability: number;
  position: number;
}

declare module "../store/tables.ts" {
  interface Tables {
    pipeline_stages: PipelineStagesTable;
  }
}

export type Stage = Readonly<PipelineStagesTable>;

export const opportunityStatuses = ["open", "won", "lost"] as const;
export type OpportunityStatus = (typeof opportunityStatuses)[number];

/** The stages that every pipeline ends with. */
export const closedStages = { won: "closed_won", lost: "closed_lost" } as const;

/** What being in a stage means. */
export function statusOf(stage: string): OpportunityStatus {
  if (stage === closedStages.won) return "won";
  return stage === closedStages.lost ? "lost" : "open";
}

type Reading = Pick<Context, "db" | "space">;

/** The pipeline's stages in their order. */
export async function readStages({ db }: Pick<Reading, "db">): Promise<readonly Stage[]> {
  return await db.selectFrom("pipeline_stages").selectAll().orderBy("position").execute();
}

const lockName = "pipeline";

/**
 * The same for a transaction that puts an opportunity into one of them: until it ends no stage changes. To be called
 * before an opportunity is locked, as those who change the pipeline do, so that neither waits for the other for ever.
 */
export async function holdStages(context: Reading): Promise<readonly Stage[]> {
  await shareName(context.db, context.space.engine, lockName);
  return await readStages(context);
}

/** The same for a transaction that changes the pipeline: until it ends no opportunity moves. */
export async function lockStages(context: Reading): Promise<readonly Stage[]> {
  await lockNames(context.db, context.space.engine, [lockName]);
  return await readStages(context);
}

/** The stage after this one; after the last open one, closed_won. */
export function stageAfter(stages: readonly Stage[], key: string): string {
  return stages[stages.findIndex((stage) => stage.key === key) + 1]?.key ?? closedStages.won;
}

/** The stage with this key. Throws VALIDATION_ERROR that names those there are. */
export function findStage(stages: readonly Stage[], key: string): Stage {
  const found = stages.find((stage) => stage.key === key);
  if (found !== undefined) return found;
  const keys = stages.map((stage) => stage.key).join(", ");
  throw invalid("stage", `stage: there is no stage ${key}. Use one of ${keys}.`, "unknown_stage");
}

/** Refuses a filter that names a stage which is not there. Throws VALIDATION_ERROR. */
export async function requireKnownStages(context: Pick<Reading, "db">, wanted: unknown): Promise<void> {
  if (wanted === undefined) return;
  const stages = await readStages(context);
  for (const key of severalOf(String(wanted))) findStage(stages, key);
}

/** A pipeline has an open stage at least. */
export function firstStage(stages: readonly Stage[]): Stage {
  const [first] = stages;
  if (first === undefined) throw new Error("The pipeline has no stage.");
  return first;
}
