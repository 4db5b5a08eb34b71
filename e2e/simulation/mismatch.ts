import { inspect, isDeepStrictEqual } from "node:util";

/** The product and the oracle disagree, or one of the product's promises is broken. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";

  constructor(what: string, expected: unknown, observed: unknown) {
    const show = (value: unknown) => inspect(value, { depth: 6, breakLength: 110 });
    super(`${what}\n  by the rules: ${show(expected)}\n  the product:  ${show(observed)}`);
  }
}

/** Throws a Mismatch unless both are the same; of two records it shows the fields that differ. */
export function same(what: string, expected: unknown, observed: unknown): void {
  if (isDeepStrictEqual(expected, observed)) return;
  if (!isRecord(expected) || !isRecord(observed)) throw new Mismatch(what, expected, observed);
  const differing = Object.keys(expected).filter((name) => !isDeepStrictEqual(expected[name], observed[name]));
  const only = (record: Record<string, unknown>) => Object.fromEntries(differing.map((name) => [name, record[name]]));
  throw new Mismatch(what, only(expected), only(observed));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
