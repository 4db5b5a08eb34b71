import { sql } from "kysely";
import { z } from "zod";
import { narrowingQuery } from "../kit/list-query.ts";
import { conditionOf, narrow, written } from "../kit/narrowing.ts";
import { operation } from "../kit/operation.ts";
import { opportunity, opportunityRecord } from "./opportunity-record.ts";
import { requireKnownStages } from "./pipeline-stages.ts";

const total = z.object({
  stage: opportunityRecord.shape.stage,
  currency: z.string().describe("ISO 4217: amounts of several currencies are never added."),
  count: z.int().describe("How many opportunities that is."),
  value: z.number().describe("What they would bring together."),
  weighted_value: z.number().describe("The sum of their weighted values."),
});

/** As they come from either engine: Postgres counts in its large numbers, which come as text. */
interface Sums {
  readonly stage: string;
  readonly currency: string;
  readonly count: number | string;
  readonly value: number;
  readonly weighted_value: number;
}

/** A sum of amounts in cents: whole numbers, so that a sum is exact and the same in whatever order it is made. */
const cents = (column: string) => sql`sum(round(${sql.ref(column)} * 100))`;

export const getOpportunityTotals = operation(
  "GET /opportunities/totals",
  {
    summary: "Add up opportunities by stage",
    description:
      "How many opportunities stand in each stage and what they come to, by currency. It takes the filters and the search of GET /opportunities. A stage in which none stands is left out.",
    permission: "opportunities:read",
    query: narrowingQuery(opportunity),
    returns: z.object({ totals: z.array(total).describe("By the stage's key, then by currency.") }),
    exampleAnswer: {
      totals: [
        { stage: "discovery", currency: "USD", count: 3, value: 74_000, weighted_value: 22_200 },
        { stage: "proposal", currency: "USD", count: 1, value: 50_000, weighted_value: 30_000 },
      ],
    },
    etag: true,
  },
  async (context, { query }) => {
    await requireKnownStages(context, query["stage"]);
    const condition = conditionOf(opportunity, await narrow(context, opportunity, query), written.plainly);
    const { rows } = await sql<Sums>`
      select stage, currency, count(*) as count, ${cents("value")} as value, ${cents("weighted_value")} as weighted_value
      from opportunities where ${condition} group by stage, currency order by stage, currency
    `.execute(context.space.wide);
    return {
      totals: rows.map(({ stage, currency, count, value, weighted_value }) => ({
        ...{ stage, currency, count: Number(count) },
        ...{ value: value / 100, weighted_value: weighted_value / 100 },
      })),
    };
  },
);
