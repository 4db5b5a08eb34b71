import type { RequestHandler } from "express";
import {
  answerSeconds,
  createDistribution,
  createTally,
  type Distribution,
  type Spread,
  type Tally,
} from "./measure.ts";

/** What became of the HTTP requests for one operation. */
export interface RequestStats {
  /** Its key, such as `POST /leads`; `none` for requests that no operation answers. */
  readonly operation: string;
  /** By status class, such as `2xx`; `cut` are those whose caller went away before the end of the answer. */
  readonly statuses: ReadonlyMap<string, number>;
  /** From the request's arrival to the answer's last byte. */
  readonly seconds: Spread;
}

export interface RequestMeter {
  answered(operation: string, status: string, seconds: number): void;
  read(): readonly RequestStats[];
}

export function createRequestMeter(): RequestMeter {
  const operations = new Map<string, { readonly statuses: Tally; readonly seconds: Distribution }>();
  return {
    answered(operation, status, seconds) {
      let entry = operations.get(operation);
      if (entry === undefined) {
        entry = { statuses: createTally(), seconds: createDistribution(answerSeconds) };
        operations.set(operation, entry);
      }
      entry.statuses.add(status);
      entry.seconds.add(seconds);
    },
    read: () =>
      [...operations].map(([operation, { statuses, seconds }]) => ({
        operation,
        statuses: statuses.read(),
        seconds: seconds.read(),
      })),
  };
}

/** Measures each request that passes. Which operation answers it is found out later, and noted in `locals.operation`. */
export function measureRequests(meter: RequestMeter): RequestHandler {
  return (_request, response, next) => {
    const began = performance.now();
    response.once("close", () => {
      const operation: unknown = response.locals["operation"];
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : "cut";
      meter.answered(typeof operation === "string" ? operation : "none", status, (performance.now() - began) / 1000);
    });
    next();
  };
}
