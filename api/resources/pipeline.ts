import { sql } from "kysely";
import { z } from "zod";
import { employeeIn } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { AppError, invalid } from "../errors.ts";
import { requireVersion } from "../kit/if-match.ts";
import { type Context, operation, reply } from "../kit/operation.ts";
import { raiseVersion, versionOf } from "../kit/versions.ts";
import { word } from "./fields.ts";
import { closedStages, firstStage, lockStages, readStages, type Stage, statusOf } from "./pipeline-stages.ts";

const fields = {
  key: word.describe("Its name in the API: 1–64 of a–z, 0–9 and _."),
  label: z.string().trim().min(1).max(100).describe("Its name for people."),
  probability: z
    .int()
    .min(0)
    .max(100)
    .describe("Percent that its open opportunities count as, unless they have their own. Won is 100, lost is 0."),
};

const pipeline = z.object({
  stages: z
    .array(z.object({ ...fields, position: z.int().describe("From 1, in the order of the pipeline.") }))
    .describe("In their order: open ones first, closed_won and closed_lost last."),
});

/** More columns than this nobody oversees. */
const mostStages = 50;

const body = z.strictObject({
  stages: z
    .array(
      z.strictObject({
        ...fields,
        position: z.int().optional().describe("Follows from the order of the list, whatever is sent."),
      }),
    )
    .max(mostStages)
    .describe("The whole pipeline in its order. A stage that is left out is removed."),
});

type Wish = z.output<typeof body>["stages"][number];

export const getPipeline = operation(
  "GET /pipeline",
  {
    summary: "Get the pipeline's stages",
    description:
      "In their order: open stages first, then closed_won and closed_lost. Until an admin changes it: discovery (30 percent), qualification (45), proposal (60), negotiation (80).",
    permission: "opportunities:read",
    returns: pipeline,
    exampleAnswer: {
      stages: [
        { key: "discovery", label: "Discovery", probability: 30, position: 1 },
        { key: "qualification", label: "Qualification", probability: 45, position: 2 },
        { key: "proposal", label: "Proposal", probability: 60, position: 3 },
        { key: "negotiation", label: "Negotiation", probability: 80, position: 4 },
        { key: "closed_won", label: "Closed won", probability: 100, position: 5 },
        { key: "closed_lost", label: "Closed lost", probability: 0, position: 6 },
      ],
    },
    etag: true,
  },
  async ({ db }) => {
    // The version first: one that is older than the stages refuses a change too much, never lets one pass unseen.
    const version = await versionOf(db, "pipeline");
    return reply({ stages: [...(await readStages({ db }))] }, { version });
  },
);

const wishedStages = [
  { key: "discovery", label: "Discovery", probability: 30 },
  { key: "proposal", label: "Proposal", probability: 60 },
  { key: "closed_won", label: "Closed won", probability: 100 },
  { key: "closed_lost", label: "Closed lost", probability: 0 },
];

export const putPipeline = operation(
  "PUT /pipeline",
  {
    summary: "Change the pipeline's stages",
    description:
      "Takes the whole pipeline in its order; positions follow from it. closed_won (100 percent) and closed_lost (0) stay, and stay last, with an open stage before them. A stage that opportunities stand in cannot be removed: move them first. Open opportunities without a probability of their own follow their stage's at once, which fires no events.",
    permission: "console_admin",
    body,
    returns: pipeline,
    exampleAnswer: { stages: wishedStages.map((stage, i) => ({ ...stage, position: i + 1 })) },
    errors: {
      CONFLICT: "A stage that was left out still has opportunities: `details[0].counts` says how many.",
      PRECONDITION_FAILED: "If-Match names another version than the pipeline's.",
    },
    example: { stages: wishedStages },
  },
  async (context, { body: { stages: wished } }) => {
    checkOrder(wished);
    const before = await lockStages(context);
    requireVersion(context, { version: await versionOf(context.db, "pipeline") });
    const stages = wished.map(({ key, label, probability }, i) => ({ key, label, probability, position: i + 1 }));
    const removed = before.map(({ key }) => key).filter((key) => !stages.some((stage) => stage.key === key));
    await requireUnused(context, removed);
    for (const stage of stages) await putStage(context, stage);
    await emptyStages(context, removed, firstStage(stages));
    for (const stage of stages) if (hasChanged(before, stage)) await followStage(context, stage);
    const { actor, request, now } = context;
    await audit(context.db, { action: "pipeline.changed", actor, target: null, address: request.address, now });
    return reply({ stages }, { version: await raiseVersion(context.db, "pipeline") });
  },
);

/** Throws VALIDATION_ERROR for a list that is no pipeline. */
function checkOrder(stages: readonly Wish[]): void {
  const keys = stages.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) throw wrong(`The stage ${twice} stands there twice. Give each a key of its own.`);
  const [won, lost] = stages.slice(-2);
  if (won?.key !== closedStages.won || lost?.key !== closedStages.lost) {
    throw wrong("A pipeline ends with the stages closed_won and closed_lost. Put them last, in this order.");
  }
  if (stages.length < 3) throw wrong("A pipeline has at least one open stage. Add one before closed_won.");
  if (won.probability !== 100 || lost.probability !== 0) {
    throw wrong("What is won is certain and what is lost is not: closed_won has probability 100, closed_lost 0.");
  }
}

const wrong = (message: string) => invalid("stages", message);

/** Throws CONFLICT with the counts when opportunities stand in one of these stages. */
async function requireUnused({ db }: Context, removed: readonly string[]): Promise<void> {
  if (removed.length === 0) return;
  const rows = await db
    .selectFrom("opportunities")
    .select(["stage", sql<number>`count(*)`.as("count")])
    .where("stage", "in", [...removed])
    .where("deleted_at", "is", null)
    .groupBy("stage")
    .orderBy("stage")
    .execute();
  if (rows.length === 0) return;
  const counts = Object.fromEntries(rows.map(({ stage, count }) => [stage, Number(count)]));
  const named = rows.map(({ stage, count }) => `${stage} (${count})`).join(", ");
  const message = `Opportunities still stand in ${named}. Move them to another stage, then remove it.`;
  throw new AppError("CONFLICT", message, { details: [{ field: "stages", code: "stage_in_use", message, counts }] });
}

const hasChanged = (before: readonly Stage[], { key, probability }: Stage) =>
  before.find((stage) => stage.key === key)?.probability !== probability;

async function putStage({ db }: Context, stage: Stage): Promise<void> {
  const { key: _, ...values } = stage;
  await db
    .insertInto("pipeline_stages")
    .values(stage)
    .onConflict((conflict) => conflict.column("key").doUpdateSet(values))
    .execute();
}

/** Removes stages. What was deleted while it stood in one begins anew, should it be restored. */
async function emptyStages(context: Context, removed: readonly string[], first: Stage): Promise<void> {
  if (removed.length === 0) return;
  const { db, now } = context;
  await sql`
    insert into opportunity_stages (opportunity_id, stage, at, by)
    select opportunity_id, ${first.key}, ${now}, ${employeeIn(context)} from opportunities where stage in (${sql.join(removed)})
  `.execute(db);
  await db
    .updateTable("opportunities")
    .set({ stage: first.key, probability: sql`coalesce(own_probability, ${first.probability})` })
    .where("stage", "in", [...removed])
    .execute();
  await db
    .deleteFrom("pipeline_stages")
    .where("key", "in", [...removed])
    .execute();
}

/** Lets the open opportunities of a stage count as it does, unless they have a probability of their own. */
async function followStage({ db, now }: Context, { key, probability }: Stage): Promise<void> {
  if (statusOf(key) !== "open") return;
  await db
    .updateTable("opportunities")
    .set({ probability, updated_at: now, version: sql`version + 1` })
    .where("stage", "=", key)
    .where("own_probability", "is", null)
    .where("probability", "!=", probability)
    .execute();
}

export const pipelineOperations = [getPipeline, putPipeline] as const;
