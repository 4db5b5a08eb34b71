import { quantileOf } from "../report.ts";
import type { Measurement, Result, Slowdown } from "./measure.ts";
import type { Visit } from "./visit.ts";

/** Rows of cells; the first row names the columns. */
export type Table = readonly (readonly string[])[];

const none = "–";

/** What each row says of a widget. */
const rows: readonly { readonly name: string; readonly cell: (result: Result) => string }[] = [
  { name: "KB until the launcher shows", cell: row(1, ({ untilLauncher }) => untilLauncher?.bytes, kilobytes) },
  { name: "requests until then", cell: row(1, ({ untilLauncher }) => untilLauncher?.requests, whole) },
  { name: "KB until one can write", cell: row(1, ({ untilUsable }) => untilUsable.bytes, kilobytes) },
  { name: "requests until then", cell: row(1, ({ untilUsable }) => untilUsable.requests, whole) },
  { name: "KB until all is quiet", cell: row(1, ({ inAll }) => inAll.bytes, kilobytes) },
  { name: "requests to other hosts", cell: row(1, ({ toOthers }) => toOthers, whole) },
  { name: "ms until the launcher shows", cell: spread(1, ({ launcher }) => launcher) },
  { name: "the same, 4 × slower", cell: spread(4, ({ launcher }) => launcher) },
  { name: "ms until one can write", cell: spread(1, ({ usable }) => usable) },
  { name: "the same, 4 × slower", cell: spread(4, ({ usable }) => usable) },
  { name: "tasks over 50 ms", cell: row(1, ({ longTasks }) => longTasks.length, whole) },
  { name: "the same, 4 × slower", cell: row(4, ({ longTasks }) => longTasks.length, whole) },
  { name: "the longest in ms, 4 × slower", cell: row(4, ({ longTasks }) => Math.max(0, ...longTasks), whole) },
  {
    name: "layout shift (CLS)",
    cell: row(
      4,
      ({ shift }) => shift,
      (value) => (value === 0 ? "0" : value.toFixed(4)),
    ),
  },
  {
    name: "focuses the composer by itself",
    cell: ({ visits }) => (visits[1].some(({ focuses }) => focuses) ? "yes" : "no"),
  },
];

/** One column for each widget, in their order. What could not be measured is a dash. */
export function tableOf({ results }: Measurement): Table {
  const head = results.map(({ name, version }) => (version === null ? name : `${name} ${version}`));
  const cells = rows.map(({ name, cell }) => [
    name,
    ...results.map((one) => (one.failure === null ? cell(one) : none)),
  ]);
  return [["", ...head], ...cells];
}

/** The table for a README, with what one must know to read it. */
export function markdownOf(measurement: Measurement): string {
  const [head = [], ...body] = tableOf(measurement);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const { date, machine, browser, rounds, load, results } = measurement;
  const said = [
    `Medians of ${rounds} visits with an empty cache, times with the quickest and the slowest: ${browser} on`,
    `${machine}, ${date}, with a load of ${whole(load)} on it.`,
  ];
  const failures = results.flatMap(({ name, failure }) =>
    failure === null ? [] : [`${name} could not be made to work: ${failure}`],
  );
  return [
    line(head),
    line(head.map((_, place) => (place === 0 ? "---" : "--:"))),
    ...body.map(line),
    "",
    ...said,
    ...failures,
  ].join("\n");
}

/** The table for a terminal. */
export function plainOf(measurement: Measurement): string {
  const table = tableOf(measurement);
  const widths = (table[0] ?? []).map((_, place) => Math.max(...table.map((cells) => cells[place]?.length ?? 0)));
  const pad = (cell: string, place: number) =>
    place === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[place] ?? 0);
  return table.map((cells) => cells.map(pad).join("  ")).join("\n");
}

type Pick = (visit: Visit) => number | null | undefined;

function valuesOf({ visits }: Result, slowdown: Slowdown, pick: Pick): readonly number[] {
  return visits[slowdown].flatMap((one) => pick(one) ?? []);
}

/** The middle of what the visits say. */
function row(slowdown: Slowdown, pick: Pick, show: (value: number) => string) {
  return (result: Result): string => {
    const values = valuesOf(result, slowdown, pick);
    return values.length === 0 ? none : show(quantileOf(values, 0.5));
  };
}

/** The middle, the least and the most. */
function spread(slowdown: Slowdown, pick: Pick) {
  return (result: Result): string => {
    const values = valuesOf(result, slowdown, pick);
    if (values.length === 0) return none;
    return `${whole(quantileOf(values, 0.5))} (${whole(Math.min(...values))}–${whole(Math.max(...values))})`;
  };
}

function kilobytes(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

function whole(value: number): string {
  return value.toFixed(0);
}
