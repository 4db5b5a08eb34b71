import { sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import { type Period, rangeAnswer, rangeQuery, readRange } from "./range.ts";
import { cents } from "./sql.ts";

const steps = {
  conversations: z.int().describe("Conversations that began."),
  leads: z.int().describe("Leads that these belong to, each counted once; deleted ones are not."),
  contacted: z.int().describe("Of these leads, those that are contacted, qualified or converted now."),
  qualified: z.int().describe("Of these leads, those that are qualified or converted now."),
  converted: z.int().describe("Of these leads, those that are converted now."),
  opportunities: z.int().describe("Opportunities that came from these leads; deleted ones are not counted."),
  won: z.int().describe("Of these opportunities, those that are won."),
};

const money = z.object({
  currency: z.string().describe("ISO 4217."),
  opportunities: z.int().describe("The opportunities in this currency."),
  value: z.number().describe("What they would bring, or brought, together."),
  won: z.int().describe("Those of them that are won."),
  won_value: z.number().describe("What these brought together."),
});

/** How far conversations came: to leads, opportunities and money. */
export const conversionReport = operation(
  "GET /reports/conversion",
  {
    summary: "Report on what conversations led to",
    description:
      "A funnel, from the conversations that began in the range to what has become of them by now. Each step is of the one before; a lead of which somebody found that it is `unqualified` is a lead, and no more. Leads that came without a conversation stand in `GET /reports/leads` alone.",
    permission: ["conversations:read", "leads:read", "opportunities:read"],
    query: rangeQuery,
    returns: z.object({
      ...rangeAnswer,
      ...steps,
      money: z.array(money).describe("The opportunities by currency, in its alphabet's order."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      ...{ conversations: 19, leads: 9, contacted: 6, qualified: 4, converted: 3, opportunities: 3, won: 1 },
      money: [{ currency: "USD", opportunities: 3, value: 82_500, won: 1, won_value: 12_500 }],
    },
  },
  async (context, { query }) => {
    const { said, whole } = await readRange(context, query);
    const [funnel, deals] = await Promise.all([countLeads(context.space, whole), countDeals(context.space, whole)]);
    const add = (key: "opportunities" | "won") => deals.reduce((all, deal) => all + deal[key], 0);
    return { ...said, ...funnel, opportunities: add("opportunities"), won: add("won"), money: deals };
  },
);

const begun = ({ since, until }: Period) =>
  sql`from conversations where created_at >= ${since} and created_at < ${until} and deleted_at is null`;

async function countLeads({ wide }: Space, period: Period) {
  const { rows } = await sql<Record<"conversations" | "leads" | "contacted" | "qualified" | "converted", number>>`
    select (select count(*) ${begun(period)}) as conversations,
      count(*) as leads,
      count(case when status in ('contacted', 'qualified', 'converted') then 1 end) as contacted,
      count(case when status in ('qualified', 'converted') then 1 end) as qualified,
      count(case when status = 'converted' then 1 end) as converted
    from leads
    where deleted_at is null and lead_id in (select lead_id ${begun(period)})
  `.execute(wide);
  const [row] = rows;
  if (row === undefined) throw new Error("A count gave no row.");
  return row;
}

async function countDeals({ wide }: Space, period: Period) {
  const { rows } = await sql<Record<"opportunities" | "won" | "cents" | "won_cents", number> & { currency: string }>`
    select currency,
      count(*) as opportunities,
      sum(${cents}) as cents,
      count(case when status = 'won' then 1 end) as won,
      sum(case when status = 'won' then ${cents} else 0 end) as won_cents
    from opportunities
    where deleted_at is null and lead_id in (
      select lead_id from leads where deleted_at is null and lead_id in (select lead_id ${begun(period)})
    )
    group by currency
    order by currency
  `.execute(wide);
  return rows.map(({ currency, opportunities, won, ...sums }) => ({
    ...{ currency, opportunities, value: sums.cents / 100, won, won_value: sums.won_cents / 100 },
  }));
}
