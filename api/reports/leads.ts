import { sql } from "kysely";
import { z } from "zod";
import { operation } from "../kit/operation.ts";
import type { Space } from "../store/space.ts";
import { intervalAnswer, intervalQuery, type Period, rangeAnswer, readIntervals } from "./range.ts";
import { landingUrl, pathOf, rowsOf } from "./sql.ts";

/** More colours than this nobody tells apart; all others are the rest of the total. */
const mostSources = 20;
const mostPages = 50;

const figures = {
  leads: z.int().describe("Leads that were made."),
  converted: z.int().describe("Of these, those that are converted now."),
};

/** Where leads come from. */
export const leadsReport = operation(
  "GET /reports/leads",
  {
    summary: "Report on leads by source and by page",
    description: `Of the leads that were made in the interval and are not deleted or merged into others. \`page\` is the path of the first page known of the visitor, whatever the website. The ${mostSources} sources and the ${mostPages} pages with the most leads are told; what \`total\` has beyond them is of others.`,
    permission: "leads:read",
    query: intervalQuery,
    returns: z.object({
      ...rangeAnswer,
      total: z.object(figures).describe("All of them."),
      sources: z
        .array(
          z.object({
            source: z.string().describe("The leads' source."),
            ...figures,
            per_interval: z.array(z.int()).describe("Its leads in each of `intervals`, in their order."),
          }),
        )
        .describe("By source, the most leads first."),
      pages: z
        .array(
          z.object({
            page: z.string().nullable().describe("The path of the first page, such as /pricing; null: none is known."),
            ...figures,
          }),
        )
        .describe("By the first page, the most leads first."),
      intervals: z.array(z.object({ ...intervalAnswer, ...figures })).describe("Each interval, the earliest first."),
    }),
    exampleAnswer: {
      ...{ from: "2026-03-09", to: "2026-03-10", timezone: "UTC" },
      total: { leads: 9, converted: 2 },
      sources: [
        { source: "chat_widget", leads: 7, converted: 2, per_interval: [4, 3] },
        { source: "website_form", leads: 2, converted: 0, per_interval: [1, 1] },
      ],
      pages: [
        { page: "/pricing", leads: 6, converted: 2 },
        { page: "/", leads: 1, converted: 0 },
        { page: null, leads: 2, converted: 0 },
      ],
      intervals: [
        { from: "2026-03-09", to: "2026-03-09", leads: 5, converted: 2 },
        { from: "2026-03-10", to: "2026-03-10", leads: 4, converted: 0 },
      ],
    },
  },
  async (context, { query }) => {
    const { said, whole, periods } = await readIntervals(context, query);
    const { space } = context;
    const [intervals, sources, pages] = await Promise.all([
      perInterval(space, periods),
      bySource(space, whole),
      byPage(space, whole),
    ]);
    const named = await perSource(
      space,
      periods,
      sources.map(({ source }) => source),
    );
    const add = (key: "leads" | "converted") => intervals.reduce((all, row) => all + row[key], 0);
    return {
      ...said,
      total: { leads: add("leads"), converted: add("converted") },
      sources: sources.map((row) => ({
        ...row,
        per_interval: periods.map(({ since }) => named.get(`${since} ${row.source}`) ?? 0),
      })),
      pages,
      intervals: periods.map(({ from, to, since }) => {
        const { leads = 0, converted = 0 } = intervals.find((row) => row.since === since) ?? {};
        return { from, to, leads, converted };
      }),
    };
  },
);

interface Counted {
  readonly leads: number;
  readonly converted: number;
}

const counted = sql`count(*) as leads, count(case when status = 'converted' then 1 end) as converted`;

async function perInterval({ wide }: Space, periods: readonly Period[]) {
  const { rows } = await sql<Counted & { readonly since: string }>`
    with periods (since, until) as (${rowsOf(periods)})
    select since, ${counted}
    from periods
    join leads on created_at >= since and created_at < until and deleted_at is null
    group by since
  `.execute(wide);
  return rows;
}

const madeIn = ({ since, until }: Period) =>
  sql`from leads where created_at >= ${since} and created_at < ${until} and deleted_at is null`;

/** The sources of most leads; of equal ones the first by name. */
async function bySource({ wide }: Space, period: Period) {
  const { rows } = await sql<Counted & { readonly source: string }>`
    select source, ${counted} ${madeIn(period)}
    group by source
    order by leads desc, source
    limit ${mostSources}
  `.execute(wide);
  return rows;
}

/** The first pages of most leads. Materialized, because the address is looked at many times and its JSON once. */
async function byPage({ wide, engine }: Space, period: Period) {
  const { rows } = await sql<Counted & { readonly page: string | null }>`
    with firsts as materialized (select status, ${landingUrl(engine)} as url ${madeIn(period)}),
    pages as (select status, ${pathOf(engine, "url")} as page from firsts)
    select page, ${counted}
    from pages
    group by page
    order by leads desc, page is null, page
    limit ${mostPages}
  `.execute(wide);
  return rows;
}

/** Leads by `<since> <source>`. */
async function perSource({ wide }: Space, periods: readonly Period[], sources: readonly string[]) {
  if (sources.length === 0) return new Map<string, number>();
  const { rows } = await sql<{ since: string; source: string; leads: number }>`
    with periods (since, until) as (${rowsOf(periods)})
    select since, source, count(*) as leads
    from periods
    join leads on created_at >= since and created_at < until and deleted_at is null
    where source in (${sql.join(sources)})
    group by since, source
  `.execute(wide);
  return new Map(rows.map(({ since, source, leads }) => [`${since} ${source}`, leads]));
}
