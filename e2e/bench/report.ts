/** Milliseconds of calls of one kind, and what they must keep to. */
export interface Measured {
  readonly name: string;
  readonly times: readonly number[];
  /** The limit of a quantile (0.95, or 1 for the slowest), or of the middle one. */
  readonly limit?: { readonly quantile: number; readonly ms: number };
}

/** What was measured and what was wrong. */
export class Report {
  readonly failures: string[] = [];
  readonly #print: (line: string) => void;
  readonly #judgesTimes: boolean;

  /** Times are only judged where they mean something. */
  constructor(print: (line: string) => void, judgesTimes: boolean) {
    this.#print = print;
    this.#judgesTimes = judgesTimes;
  }

  section(title: string): void {
    this.#print(`\n${title.padEnd(44)}${["n", "p50", "p95", "max"].map((name) => name.padStart(9)).join("")}   limit`);
  }

  add({ name, times, limit }: Measured): void {
    const cells = [0.5, 0.95, 1].map((quantile) => show(quantileOf(times, quantile)));
    const isMissed = limit !== undefined && quantileOf(times, limit.quantile) > limit.ms;
    const promise = limit === undefined ? "" : `${words(limit.quantile)} ≤ ${limit.ms} ms${isMissed ? "  MISSED" : ""}`;
    this.#print(`${name.padEnd(44)}${String(times.length).padStart(9)}${cells.join("")}   ${promise}`);
    if (isMissed && this.#judgesTimes) {
      this.failures.push(
        `${name}: ${words(limit.quantile)} ${show(quantileOf(times, limit.quantile)).trim()} ms, over ${limit.ms} ms`,
      );
    }
  }

  say(line: string): void {
    this.#print(line);
  }

  /** A number that must not be larger. */
  judge(name: string, value: number, most: number, unit: string): void {
    this.#print(
      `${name.padEnd(44)}${value.toFixed(2).padStart(9)} ${unit}   ≤ ${most}${value > most ? "  MISSED" : ""}`,
    );
    if (value > most && this.#judgesTimes) this.failures.push(`${name}: ${value.toFixed(2)} ${unit}, over ${most}`);
  }

  /** Something that must be so at any speed. */
  expect(what: string, found: unknown, expected: unknown): void {
    if (found === expected) return;
    this.failures.push(`${what}: ${String(found)} instead of ${String(expected)}`);
    this.#print(`  WRONG ${this.failures.at(-1)}`);
  }
}

export function quantileOf(times: readonly number[], quantile: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * quantile) - 1)] ?? 0;
}

const show = (ms: number) => ms.toFixed(1).padStart(9);
const words = (quantile: number) => (quantile === 0.5 ? "p50" : quantile === 1 ? "max" : `p${quantile * 100}`);
