import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Tables } from "../store/tables.ts";
import { intervalAnswer, intervalQuery, type Period, rangeAnswer, readIntervals } from "./range.ts";
import { inOrder, rowsOf } from "./sql.ts";

const counts = {
  started: z.int().describe("Conversations that began."),
  answered: z
    .int()
    .describe(
      "Of these, those in which an agent wrote: a person, or a secret key that speaks as one. No automatic reply.",
    ),
  missed: z.int().describe("Of these, those that are over, and no agent wrote."),
  waiting: z.int().describe("Of these, those that are still open, and no agent wrote yet."),
  ended: z.int().describe("Of these, those that are over: ended by the visitor or closed."),
};

const nothing = { started: 0, answered: 0, missed: 0, waiting: 0, ended: 0 };

/** How many conversations began, and what has become of them. */
export const conversationsReport = operation(
  "GET /reports/conversations",
  {
    summary: "Report on conversations: started, answered, missed",
    description:
      "Every number is of the conversations that began in the interval, as they stand now. `started` is the sum of `answered`, `missed` and `waiting`.",
    permission: "conversations:read",
    query: intervalQuery,
    returns: z.object({
      ...rangeAnswer,
      total: z.object(counts).describe("All of them."),
      intervals: z.array(z.object({ ...intervalAnswer, ...counts })).describe("Each interval, the earliest first."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      total: { started: 19, answered: 16, missed: 2, waiting: 1, ended: 15 },
      intervals: [
        { from: "2026-03-09", to: "2026-03-09", started: 11, answered: 10, missed: 1, waiting: 0, ended: 11 },
        { from: "2026-03-10", to: "2026-03-10", started: 8, answered: 6, missed: 1, waiting: 1, ended: 4 },
      ],
    },
  },
  async (context, { query }) => {
    const { said, whole, periods } = await readIntervals(context, query);
    const { wide } = context.space;
    const [[total = nothing], intervals] = await Promise.all([count(wide, [whole]), count(wide, periods)]);
    return {
      ...said,
      total,
      intervals: periods.map(({ from, to }, i) => ({ from, to, ...(intervals[i] ?? nothing) })),
    };
  },
);

async function count(db: Kysely<Tables>, periods: readonly Period[]): Promise<(typeof nothing)[]> {
  const { rows } = await sql<typeof nothing & { since: string }>`
    with periods (since, until) as (${rowsOf(periods)})
    select since,
      count(*) as started,
      count(first_reply_at) as answered,
      count(case when first_reply_at is null and status <> 'open' then 1 end) as missed,
      count(case when first_reply_at is null and status = 'open' then 1 end) as waiting,
      count(case when status <> 'open' then 1 end) as ended
    from periods
    join conversations on created_at >= since and created_at < until and deleted_at is null
    group by since
  `.execute(db);
  return inOrder(periods, rows).map((row) => {
    if (row === undefined) return nothing;
    const { since: _, ...counted } = row;
    return counted;
  });
}
