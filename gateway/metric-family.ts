import type { Spread, Tally } from "../api/measure.ts";
import type { ApiStats } from "../api/stats.ts";
import type { GatewayStats } from "./stats.ts";

/** What a scrape looks at: one reading of everything. */
export interface Seen {
  readonly version: string;
  readonly gateway: GatewayStats;
  readonly api: ApiStats;
}

export type Labels = Readonly<Record<string, string>>;

export interface Sample<Value> {
  readonly labels: Labels;
  readonly value: Value;
}

/** One metric: its name, what it tells, and how it is found in a reading. */
export type Family =
  | {
      readonly type: "counter" | "gauge";
      readonly name: string;
      readonly help: string;
      readonly samples: (seen: Seen) => readonly Sample<number>[];
    }
  | {
      readonly type: "histogram";
      readonly name: string;
      readonly help: string;
      readonly samples: (seen: Seen) => readonly Sample<Spread>[];
    };

/** A sample for each name that was counted. */
export const byName = (
  label: string,
  tally: ReturnType<Tally["read"]>,
  labels: Labels = {},
): readonly Sample<number>[] => [...tally].map(([name, value]) => ({ labels: { ...labels, [label]: name }, value }));
