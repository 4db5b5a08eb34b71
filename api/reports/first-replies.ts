import { sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import { intervalAnswer, intervalQuery, type Period, rangeAnswer, readIntervals } from "./range.ts";
import { inOrder, rowsOf, secondsOf } from "./sql.ts";

/** Where the stretches of the distribution end, in seconds: a minute, 5, 15, an hour, 4, a day; the last has no end. */
const ends = [60, 300, 900, 3600, 14_400, 86_400, null] as const;

const times = {
  answered: z.int().describe("Conversations that began then and were answered by an agent."),
  median_seconds: z
    .int()
    .nullable()
    .describe("Half of them were answered at least as fast; null where none was answered."),
  p90_seconds: z.int().nullable().describe("Nine of ten were answered at least as fast; null where none was answered."),
};

const stretch = z.object({
  from_seconds: z.int().describe("At least so long."),
  to_seconds: z.int().nullable().describe("Shorter than this; null for the last, which has no end."),
  answered: z.int().describe("So many were answered in this time."),
});

const nothing = { answered: 0, median_seconds: null, p90_seconds: null };

/** How long visitors wait for the first answer. */
export const firstRepliesReport = operation(
  "GET /reports/first-replies",
  {
    summary: "Report on the time until an agent's first reply",
    description:
      "From the visitor's first message to the first message of an agent, in seconds, nights and weekends included: a person, or a secret key that speaks as one. Automatic replies do not count, nor do conversations that an agent began or nobody answered. A conversation counts in the interval in which it began. The median and the 90th percentile are times that occurred (nearest rank).",
    permission: "conversations:read",
    query: intervalQuery,
    returns: z.object({
      ...rangeAnswer,
      total: z.object(times).describe("All of them."),
      distribution: z.array(stretch).describe("How many were answered how fast, the fastest first."),
      intervals: z.array(z.object({ ...intervalAnswer, ...times })).describe("Each interval, the earliest first."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      total: { answered: 16, median_seconds: 48, p90_seconds: 410 },
      distribution: ends.map((to_seconds, i) => ({
        from_seconds: ends[i - 1] ?? 0,
        to_seconds,
        answered: [9, 4, 3][i] ?? 0,
      })),
      intervals: [
        { from: "2026-03-09", to: "2026-03-09", answered: 10, median_seconds: 45, p90_seconds: 380 },
        { from: "2026-03-10", to: "2026-03-10", answered: 6, median_seconds: 52, p90_seconds: 410 },
      ],
    },
  },
  async (context, { query }) => {
    const { said, whole, periods } = await readIntervals(context, query);
    const [[total], intervals] = await Promise.all([read(context.space, [whole]), read(context.space, periods)]);
    return {
      ...said,
      total: total?.times ?? nothing,
      distribution: ends.map((to_seconds, i) => ({
        from_seconds: ends[i - 1] ?? 0,
        to_seconds,
        answered: total?.stretches[i] ?? 0,
      })),
      intervals: periods.map(({ from, to }, i) => ({ from, to, ...(intervals[i]?.times ?? nothing) })),
    };
  },
);

type Row = typeof nothing & { since: string } & Record<`stretch${number}`, number>;

async function read({ wide, engine }: Space, periods: readonly Period[]) {
  const waited = sql`${secondsOf(engine, "first_reply_at")} - ${secondsOf(engine, "created_at")}`;
  const stretches = ends.map((end, i) => {
    const isShorter = end === null ? sql`1 = 1` : sql`seconds < ${end}`;
    return sql`sum(case when seconds >= ${ends[i - 1] ?? 0} and ${isShorter} then replies else 0 end) as ${sql.id(`stretch${i}`)}`;
  });
  // Who begins a conversation has written in the second of its beginning: only there is the first message looked at.
  const { rows } = await sql<Row>`
    with periods (since, until) as (${rowsOf(periods)}),
    waits as (
      select since, ${waited} as seconds, count(*) as replies
      from periods
      join conversations on created_at >= since and created_at < until and deleted_at is null
      where first_reply_at is not null and 'visitor' = case
        when first_reply_at > created_at then 'visitor'
        else (
          select sender_kind from conversation_events
          where conversation_events.conversation_id = conversations.conversation_id and seq = 1
        )
      end
      group by since, seconds
    ),
    ranked as (
      select since, seconds, replies,
        sum(replies) over (partition by since order by seconds) as place,
        sum(replies) over (partition by since) as places
      from waits
    )
    select since,
      sum(replies) as answered,
      min(case when place * 2 >= places then seconds end) as median_seconds,
      min(case when place * 10 >= places * 9 then seconds end) as p90_seconds,
      ${sql.join(stretches)}
    from ranked
    group by since
  `.execute(wide);
  return inOrder(periods, rows).map((row) => {
    if (row === undefined) return undefined;
    const { answered, median_seconds, p90_seconds } = row;
    return { times: { answered, median_seconds, p90_seconds }, stretches: ends.map((_, i) => row[`stretch${i}`]) };
  });
}
