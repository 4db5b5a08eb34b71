import type { ApiSignatures } from "../../../api/resources/index.ts";
import type { ChartData } from "../parts/chart.ts";
import type { Cell } from "../save-file.ts";
import { type Interval, intervalLabel } from "./range.ts";

export type Answer<Key extends keyof ApiSignatures> = ApiSignatures[Key]["result"];

/** One number with what has changed since the days before. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly change: string | null;
}

export interface SheetColumn {
  readonly label: string;
  /** Its name in the file, where that needs a unit. */
  readonly inFile?: string;
  /** How people read the cell; as it is unless told. */
  readonly format?: (value: number) => string;
  /** Draws the cell's share of the column's largest beside it. */
  readonly bar?: true;
  /** Stands on the page alone, or in the file alone: days are written for people here and for programs there. */
  readonly only?: "page" | "file";
}

/** A report as the page shows it: numbers, a chart, the same as a table, which is also the file. */
export interface Card {
  /** The file's name, and the stem of ids. */
  readonly name: string;
  readonly title: string;
  /** What exactly is counted. */
  readonly about: string;
  readonly figures: readonly Figure[];
  readonly chart: ChartData | null;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** What stands there when there is nothing to show; null when there is. */
  readonly empty: string | null;
}

/** The columns that say which days a row is of. */
export const dayColumns: readonly SheetColumn[] = [
  { label: "Days", only: "page" },
  { label: "From", only: "file" },
  { label: "To", only: "file" },
];

export const dayCells = (days: { readonly from: string; readonly to: string }, interval: Interval): readonly Cell[] => [
  ...[intervalLabel(days, interval).full, days.from, days.to],
];
