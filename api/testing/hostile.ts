import type { AnyOperation } from "../kit/operation.ts";
import { cursors, junkHeaders, oddValues, rawBodies, sorts, texts, toJson } from "./hostile-values.ts";

/** Numbers from 0 to 1 that a seed decides, so that a failing request is found again (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface HostileRequest {
  readonly method: string;
  /** Below the base path, raw as it goes over the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | null;
}

/** What a fuzzed request may name so that it gets past the first checks. */
export interface Known {
  /** Headers of everybody, the wrong ones too. */
  readonly callers: readonly Readonly<Record<string, string>>[];
  /** Headers of one who may call the operation. */
  callerOf(operation: AnyOperation): Readonly<Record<string, string>>;
  /** Values that are right for a parameter or field of this name. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
}

/** Makes requests that try to hurt: mostly one thing wrong with a call that is otherwise right. */
export function hostileRequests(operations: readonly AnyOperation[], known: Known, seed: number) {
  const random = seeded(seed);
  const chance = (probability: number) => random() < probability;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

  const oddText = () => (chance(0.8) ? pick(texts) : String(pick(oddValues)));
  const oddValue = (): unknown => (chance(0.6) ? pick(texts) : pick(oddValues));
  const right = (name: string): unknown => pick(known.values[name] ?? [undefined]);
  const isKnown = (name: string) => known.values[name] !== undefined;

  /** Mostly well formed. */
  const inAddress = (text: string) => (chance(0.02) ? "%zz" : encodeURIComponent(text.toWellFormed()).slice(0, 6000));

  function path(operation: AnyOperation): string {
    const filled = operation.path.replace(/\{(\w+)\}/g, (_, name) =>
      chance(0.85) ? String(right(name)) : inAddress(oddText()).slice(0, 2000),
    );
    const end = chance(0.03) ? pick(["/", "//", "%00", "%zz", "/..", "%2e%2e%2f", ";a=b", "%ff%fe"]) : "";
    return `${filled}${end}?${query(operation).join("&")}`;
  }

  function query(operation: AnyOperation): string[] {
    const parts = Object.keys(shapeOf(operation.spec.query)).flatMap(parameter);
    const [first] = parts;
    if (first !== undefined && chance(0.05)) parts.push(first);
    if (chance(0.04)) parts.push(`${inAddress(oddText())}=${inAddress(oddText())}`.slice(0, 400));
    return parts;
  }

  function parameter(name: string): string[] {
    if (name === "cursor" && chance(0.15)) return [`cursor=${pick(cursors)}`, `sort=${pick(sorts)}`];
    if (isKnown(name) && chance(0.15)) return [`${name}=${inAddress(String(right(name)))}`];
    return chance(0.05) ? [`${name}=${inAddress(oddText())}`] : [];
  }

  function body(operation: AnyOperation): string | null {
    if (operation.method === "GET") return null;
    if (operation.spec.media !== undefined) return table(String(operation.spec.example));
    if (chance(0.05)) return pick(rawBodies);
    const { example, body: schema } = operation.spec;
    const fields = Object.keys(shapeOf(schema)).map((name) => [name, field(name)] as const);
    const wanted = fields.filter(([, value]) => value !== undefined);
    const odd = chance(0.04) ? { [oddText().slice(0, 50)]: oddValue() } : {};
    return toJson({ ...(example as object), ...Object.fromEntries(wanted), ...odd });
  }

  /** The example's table with odd cells, which may hold quotes and line breaks of their own. */
  function table(example: string): string {
    const cells = example.split(",").map((cell) => (chance(0.1) ? oddText() : cell));
    return chance(0.9) ? cells.join(",") : oddText();
  }

  function field(name: string): unknown {
    if (chance(0.12)) return oddValue();
    return isKnown(name) && chance(0.8) ? right(name) : undefined;
  }

  function headers(operation: AnyOperation, sent: string | null): HostileRequest["headers"] {
    return {
      ...(sent === null ? {} : { "Content-Type": operation.spec.media ?? "application/json" }),
      ...(chance(0.85) ? known.callerOf(operation) : pick(known.callers)),
      ...(chance(0.2) ? pick(junkHeaders) : {}),
    };
  }

  return (): HostileRequest => {
    const operation = pick(operations);
    const sent = body(operation);
    const method = chance(0.05) ? pick(["HEAD", "OPTIONS", "PATCH", "TRACE", "DELETE", "PUT"]) : operation.method;
    return {
      method,
      path: path(operation),
      headers: headers(operation, sent),
      body: ["HEAD", "OPTIONS", "TRACE"].includes(method) ? null : sent,
    };
  };
}

function shapeOf(schema: unknown): Record<string, unknown> {
  return typeof schema === "object" && schema !== null && "shape" in schema
    ? (schema.shape as Record<string, unknown>)
    : {};
}
