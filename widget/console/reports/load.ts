import type { ConsoleClient } from "../api.ts";
import type { Card } from "./card.ts";
import { conversationsCard, distributionCard, firstRepliesCard, ratingsCard, teamCard } from "./conversation-cards.ts";
import { conversionCard, leadPagesCard, leadSourcesCard } from "./lead-cards.ts";
import { type Interval, type ReportRange, rangeBefore } from "./range.ts";

type Client = Pick<ConsoleClient, "call">;

interface Asking {
  readonly client: Client;
  readonly range: ReportRange;
  readonly signal: AbortSignal;
}

/** A report of the page: asks for what it needs, and makes its cards. */
export interface Report {
  readonly name: string;
  /** Which of its cards have a chart, and so a line of their own: what stands there until the first answer. */
  readonly charted: readonly boolean[];
  load(asking: Asking): Promise<readonly Card[]>;
}

interface Query {
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
}

/** A report of these days and of as many days before. */
async function both<Answer>({ range }: Asking, ask: (query: Query) => Promise<Answer>): Promise<[Answer, Answer]> {
  const { from, to, interval } = range;
  return await Promise.all([ask({ from, to, interval }), ask({ ...rangeBefore(range), interval: "month" })]);
}

/** The reports in the order of the page, where two cards without a chart share a line. */
export const reports: readonly Report[] = [
  {
    ...{ name: "Conversations", charted: [true] },
    async load(asking) {
      const { client, signal } = asking;
      const [now, before] = await both(asking, (query) =>
        client.call("GET /reports/conversations", { query }, { signal }),
      );
      return [conversationsCard(now, before, asking.range.interval)];
    },
  },
  {
    ...{ name: "First reply time", charted: [true, false] },
    async load(asking) {
      const { client, signal } = asking;
      const [now, before] = await both(asking, (query) =>
        client.call("GET /reports/first-replies", { query }, { signal }),
      );
      return [firstRepliesCard(now, before, asking.range.interval), distributionCard(now)];
    },
  },
  {
    ...{ name: "From conversation to deal", charted: [false] },
    async load({ client, range, signal }) {
      const call = (query: { readonly from: string; readonly to: string }) =>
        client.call("GET /reports/conversion", { query }, { signal });
      const [now, before] = await Promise.all([call({ from: range.from, to: range.to }), call(rangeBefore(range))]);
      return [conversionCard(now, before)];
    },
  },
  {
    ...{ name: "Leads", charted: [true, false] },
    async load(asking) {
      const { client, signal } = asking;
      const [now, before] = await both(asking, (query) => client.call("GET /reports/leads", { query }, { signal }));
      return [leadSourcesCard(now, before, asking.range.interval), leadPagesCard(now)];
    },
  },
  {
    ...{ name: "Ratings and team", charted: [false, true] },
    async load(asking) {
      const { client, range, signal } = asking;
      const days = { from: range.from, to: range.to };
      const [[now, before], team] = await Promise.all([
        both(asking, (query) => client.call("GET /reports/ratings", { query }, { signal })),
        client.call("GET /reports/team", { query: days }, { signal }),
      ]);
      return [teamCard(team, now), ratingsCard(now, before, range.interval)];
    },
  },
];
