import { parse } from "node:querystring";
import { AppError } from "./errors.ts";
import type { AnyOperation } from "./kit/operation.ts";

/** Which operation answers at which address: asked by HTTP and by a batch alike, so that the two cannot disagree. */
export interface RouteTable {
  /**
   * The operation for a method and a path below the base path, with the path's parameters; PATCH is PUT, HEAD is GET.
   * Throws NOT_FOUND, METHOD_NOT_ALLOWED with Allow, or VALIDATION_ERROR for broken percent-encoding.
   */
  resolve(method: string, path: string): Route;
  /** The methods that a path takes, as Allow lists them; null where there is nothing. */
  allowedAt(path: string): string | null;
}

export interface Route {
  readonly operation: AnyOperation;
  readonly params: Readonly<Record<string, string>>;
}

interface Place {
  readonly segments: readonly string[];
  readonly operations: ReadonlyMap<string, AnyOperation>;
  readonly allow: string;
}

/** How every query string is read: flat, a name given twice is a list. */
export const parseQuery = (text: string): unknown => parse(text);

export function createRouteTable(operations: readonly AnyOperation[]): RouteTable {
  const places = [...Map.groupBy(operations, ({ path }) => path)]
    .toSorted(([a], [b]) => (fixedFirst(a) < fixedFirst(b) ? -1 : 1))
    .map(([path, found]) => placeOf(path, found));
  const byLength = Map.groupBy(places, ({ segments }) => segments.length);

  function find(path: string): { place: Place; params: Record<string, string> } | null {
    const given = path.split("/");
    const place = byLength.get(given.length)?.find(({ segments }) => fits(segments, given));
    return place === undefined ? null : { place, params: paramsOf(place.segments, given) };
  }

  return {
    resolve(method, path) {
      const found = find(path);
      if (found === null) {
        throw new AppError(
          "NOT_FOUND",
          "There is nothing at this address. The docs list every path: see /docs below the base path.",
        );
      }
      const { allow, operations: known } = found.place;
      const operation = known.get(method);
      if (operation !== undefined) return { operation, params: found.params };
      throw notAllowed(method, allow);
    },
    allowedAt: (path) => find(path)?.place.allow ?? null,
  };
}

export const notAllowed = (method: string, allow: string) =>
  new AppError("METHOD_NOT_ALLOWED", `${method} does not work here. Use one of: ${allow}.`, {
    headers: { Allow: allow },
  });

/** Sorts `/leads/export` before `/leads/{id}`, whatever was declared first. */
const fixedFirst = (path: string) => path.replace(/\{\w+\}/g, "\uffff");

function placeOf(path: string, operations: readonly AnyOperation[]): Place {
  const byMethod = new Map<string, AnyOperation>();
  for (const operation of operations) {
    byMethod.set(operation.method, operation);
    if (operation.method === "PUT") byMethod.set("PATCH", operation);
  }
  const reads = byMethod.get("GET");
  if (reads !== undefined) byMethod.set("HEAD", reads);
  return { segments: path.split("/"), operations: byMethod, allow: [...byMethod.keys(), "OPTIONS"].join(", ") };
}

const nameOf = (segment: string) => /^\{(\w+)\}$/.exec(segment)?.[1];

const fits = (segments: readonly string[], given: readonly string[]) =>
  segments.every((segment, i) => (nameOf(segment) === undefined ? segment === given[i] : given[i] !== ""));

function paramsOf(segments: readonly string[], given: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const name = nameOf(segment);
    if (name !== undefined) params[name] = decoded(given[i] ?? "");
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AppError("VALIDATION_ERROR", "The address is not well formed: check its percent-encoding.");
  }
}
