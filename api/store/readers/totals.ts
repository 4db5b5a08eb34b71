import type { Database as Connection, Statement } from "better-sqlite3";
import { totalOf } from "../database.ts";

const mostTotals = 500;

/**
 * Counts exactly, and once for as long as nobody commits a change: neither another connection nor another process.
 * The connection must be one that writes nothing itself, because its own changes do not move `data_version`.
 */
export function createTotals(connection: Connection, prepare: (sql: string) => Statement) {
  const dataVersion = connection.prepare("pragma data_version").pluck();
  const totals = new Map<string, number>();
  let countedAt: unknown;

  return (sql: string, parameters: readonly unknown[]): number => {
    // Asked before counting: a change that commits in between makes the total newer than its version, and so forgotten.
    const version = dataVersion.get();
    if (version !== countedAt) totals.clear();
    countedAt = version;

    const key = keyOf(sql, parameters);
    const known = totals.get(key);
    if (known !== undefined) return known;
    const total = totalOf(prepare(sql).all(...parameters));
    if (totals.size >= mostTotals) totals.delete(totals.keys().next().value ?? "");
    totals.set(key, total);
    return total;
  };
}

/** Types belong to the key (`1` and `"1"` are found by different rows), and no parameter holds U+0000. */
const keyOf = (sql: string, parameters: readonly unknown[]) =>
  [sql, ...parameters.map((value) => `${typeof value}:${String(value)}`)].join("\0");
