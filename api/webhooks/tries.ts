import { timestamp } from "../clock.ts";
import type { Outcome, Try } from "./outcome.ts";

/** As many of a delivery's tries are kept, the latest. */
const triesKept = 10;

/** A try as a delivery keeps it. `began` is milliseconds since the epoch. */
export const tryOf = ({ status, error, answer, durationMs }: Outcome, began: number): Try => ({
  at: timestamp(began),
  status,
  error,
  answer,
  duration_ms: Math.round(durationMs),
});

/** The tries of a delivery, as JSON, with one more. */
export const withTry = (tries: string, one: Try): string =>
  JSON.stringify([...(JSON.parse(tries) as Try[]), one].slice(-triesKept));

/** When it was, with which status and how quickly it was answered; not what was said, which may quote who was erased. */
export const withoutWords = (one: Try): Try => ({
  ...one,
  answer: null,
  error: one.error === null ? null : "Erased with the record.",
});
