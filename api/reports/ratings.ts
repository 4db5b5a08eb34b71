import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Tables } from "../store/tables.ts";
import { intervalAnswer, intervalQuery, type Period, rangeAnswer, readIntervals } from "./range.ts";
import { rowsOf } from "./sql.ts";

const scores = [1, 2, 3, 4, 5] as const;

const figures = {
  ratings: z.int().describe("Conversations that were rated."),
  average: z.number().nullable().describe("Their ratings' average, with 2 decimals; null without one."),
};

/** What visitors thought of their conversations. */
export const ratingsReport = operation(
  "GET /reports/ratings",
  {
    summary: "Report on visitors' ratings",
    description:
      "Of the conversations that began in the interval. An agent's ratings are those of the conversations that are assigned to the agent now.",
    permission: "conversations:read",
    query: intervalQuery,
    returns: z.object({
      ...rangeAnswer,
      total: z.object(figures).describe("All of them."),
      scores: z
        .array(
          z.object({
            score: z.int().describe("1 (poor) to 5 (very good)."),
            ratings: z.int().describe("So many gave it."),
          }),
        )
        .describe("How often each rating was given, 1 first."),
      agents: z
        .array(
          z.object({
            employee_id: z.int().nullable().describe("Whose conversations they were; null for nobody's."),
            name: z.string().nullable().describe("The employee's name; null for nobody."),
            ...figures,
          }),
        )
        .describe("The agents who have ratings, the most first."),
      intervals: z.array(z.object({ ...intervalAnswer, ...figures })).describe("Each interval, the earliest first."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      total: { ratings: 6, average: 4.5 },
      scores: scores.map((score, i) => ({ score, ratings: [0, 0, 1, 1, 4][i] ?? 0 })),
      agents: [{ employee_id: 5, name: "Sam Rivera", ratings: 6, average: 4.5 }],
      intervals: [
        { from: "2026-03-09", to: "2026-03-09", ratings: 4, average: 4.75 },
        { from: "2026-03-10", to: "2026-03-10", ratings: 2, average: 4 },
      ],
    },
  },
  async (context, { query }) => {
    const { said, whole, periods } = await readIntervals(context, query);
    const { wide } = context.space;
    const [byScore, byAgent] = await Promise.all([countByScore(wide, periods), countByAgent(wide, whole)]);
    return {
      ...said,
      total: figuresOf(byScore),
      scores: scores.map((score) => ({ score, ratings: sum(byScore.filter(({ rating }) => rating === score)) })),
      agents: byAgent,
      intervals: periods.map(({ from, to, since }) => ({
        ...{ from, to },
        ...figuresOf(byScore.filter((row) => row.since === since)),
      })),
    };
  },
);

/** So many ratings of the same kind. */
interface Counted {
  readonly rating: number;
  readonly count: number;
}

const sum = (rows: readonly Counted[]) => rows.reduce((all, { count }) => all + count, 0);

function figuresOf(rows: readonly Counted[]) {
  const ratings = sum(rows);
  return {
    ratings,
    average: averageOf(
      rows.reduce((all, { rating, count }) => all + rating * count, 0),
      ratings,
    ),
  };
}

const averageOf = (points: number, ratings: number) =>
  ratings === 0 ? null : Math.round((points / ratings) * 100) / 100;

async function countByScore(db: Kysely<Tables>, periods: readonly Period[]) {
  const { rows } = await sql<Counted & { readonly since: string }>`
    with periods (since, until) as (${rowsOf(periods)})
    select since, rating, count(*) as count
    from periods
    join conversations on created_at >= since and created_at < until and deleted_at is null
    where rating is not null
    group by since, rating
  `.execute(db);
  return rows;
}

async function countByAgent(db: Kysely<Tables>, { since, until }: Period) {
  const { rows } = await sql<{ employee_id: number | null; name: string | null; ratings: number; points: number }>`
    with rated as (
      select assigned_to, count(*) as ratings, sum(rating) as points
      from conversations
      where created_at >= ${since} and created_at < ${until} and deleted_at is null and rating is not null
      group by assigned_to
    )
    select assigned_to as employee_id, name, ratings, points
    from rated
    left join employees on employee_id = assigned_to
    order by ratings desc, employee_id
  `.execute(db);
  return rows.map(({ points, ...row }) => ({ ...row, average: averageOf(points, row.ratings) }));
}
