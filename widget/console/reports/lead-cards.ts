import type { Series, Tone } from "../parts/chart.ts";
import type { Answer, Card } from "./card.ts";
import { type Interval, intervalLabel } from "./range.ts";
import { changeText, moneyText, numberText, shareText } from "./words.ts";

type Leads = Answer<"GET /reports/leads">;
type Conversion = Answer<"GET /reports/conversion">;

const moreLess = ["more", "less"] as const;
const tones: readonly Tone[] = ["accent", "good", "violet", "warn", "bad"];

const noLeads = "No lead was made in these days.";

export function leadSourcesCard(now: Leads, before: Leads | null, interval: Interval): Card {
  const { total, sources, intervals } = now;
  return {
    name: "leads-by-source",
    title: "Leads by source",
    about: "Leads that were made then. Converted: those that are by now.",
    figures: [
      {
        ...{ label: "Leads", value: numberText(total.leads) },
        change: changeText(total.leads, before?.total.leads ?? null, moreLess),
      },
      {
        ...{ label: "Converted", value: numberText(total.converted) },
        change: changeText(total.converted, before?.total.converted ?? null, moreLess),
      },
    ],
    chart: {
      ...{ kind: "stacked", unit: "count", format: numberText },
      labels: intervals.map((one) => intervalLabel(one, interval)),
      series: seriesOf(now),
    },
    columns: [{ label: "Source" }, { label: "Leads", bar: true }, { label: "Converted" }, { label: "Rate" }],
    rows: withRest(
      sources.map(({ source, ...counted }) => ({ name: source, ...counted })),
      total,
    ),
    empty: total.leads === 0 ? noLeads : null,
  };
}

/** The sources with most leads, each in a colour; the rest together. */
function seriesOf({ sources, intervals }: Leads): Series[] {
  const named = sources.slice(0, tones.length);
  const shown = named.map(({ source, per_interval }, i) => ({
    ...{ name: source, tone: tones[i] ?? "quiet", values: per_interval },
  }));
  const rest = intervals.map(({ leads }, i) => leads - named.reduce((sum, one) => sum + (one.per_interval[i] ?? 0), 0));
  return rest.some((leads) => leads > 0) ? [...shown, { name: "Others", tone: "quiet", values: rest }] : shown;
}

export function leadPagesCard({ total, pages }: Leads): Card {
  return {
    name: "leads-by-page",
    title: "Leads by page",
    about: "The first page that is known of the person, without the website’s name.",
    figures: [],
    chart: null,
    columns: [{ label: "First page" }, { label: "Leads", bar: true }, { label: "Converted" }, { label: "Rate" }],
    rows: withRest(
      pages.map(({ page, ...counted }) => ({ name: page ?? "Not known", ...counted })),
      total,
    ),
    empty: total.leads === 0 ? noLeads : null,
  };
}

interface Counted {
  readonly leads: number;
  readonly converted: number;
}

function withRest(rows: readonly (Counted & { readonly name: string })[], total: Counted) {
  const cells = (name: string, { leads, converted }: Counted) => [name, leads, converted, shareText(converted, leads)];
  const told = rows.reduce((sum, { leads }) => sum + leads, 0);
  const converted = rows.reduce((sum, one) => sum + one.converted, 0);
  const rest = { leads: total.leads - told, converted: total.converted - converted };
  return [...rows.map((row) => cells(row.name, row)), ...(rest.leads > 0 ? [cells("Others", rest)] : [])];
}

export function conversionCard(now: Conversion, before: Conversion | null): Card {
  const steps = [
    ["Conversations", "conversations"],
    ["Leads", "leads"],
    ["Contacted", "contacted"],
    ["Qualified", "qualified"],
    ["Converted", "converted"],
    ["Opportunities", "opportunities"],
    ["Won", "won"],
  ] as const;
  const money = (key: "value" | "won_value") => now.money.map((one) => moneyText(one[key], one.currency)).join(", ");
  return {
    name: "conversion",
    title: "From conversation to deal",
    about: "What has become, by now, of the conversations that began in these days.",
    figures: [
      {
        ...{ label: "Leads", value: numberText(now.leads) },
        change: changeText(now.leads, before?.leads ?? null, moreLess),
      },
      { label: "In opportunities", value: money("value") || "–", change: null },
      {
        ...{ label: "Won", value: money("won_value") || "–" },
        change: changeText(now.won, before?.won ?? null, moreLess),
      },
    ],
    chart: null,
    columns: [{ label: "Step" }, { label: "How many", bar: true }, { label: "Of conversations" }],
    rows: steps.map(([label, key]) => [label, now[key], shareText(now[key], now.conversations)]),
    empty: now.conversations === 0 ? "No conversation began in these days." : null,
  };
}
