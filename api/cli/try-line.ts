import { timestamp } from "../clock.ts";
import type { FinishedTry } from "../webhooks/finished-tries.ts";
import { mostTries } from "../webhooks/schedule.ts";

/** Swedes write local time as ISO 8601 does. */
const localTime = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium" });

/** A try as a line for people: when it began in local time, what was sent where, and what came of it. */
export function tryAsLine(finished: FinishedTry, now: number): string {
  const { webhook_id, event, entity, entity_id, try: tried } = finished;
  const parts = [
    localTime.format(new Date(tried.at)),
    `webhook ${webhook_id}`,
    event,
    entity_id === null ? null : `${entity} ${entity_id}`,
    tried.status ?? tried.error,
    span(tried.duration_ms),
    attemptOf(finished),
    nextOf(finished, now),
  ];
  // What others wrote moves no cursor.
  return parts
    .filter((part) => part !== null)
    .join("  ")
    .replaceAll(/\p{C}/gu, " ");
}

/** A try as a line of JSON, with what was answered. */
export function tryAsJson({ due_at, ...finished }: FinishedTry): string {
  const json = JSON.stringify({ ...finished, next_attempt_at: due_at === null ? null : timestamp(due_at) });
  return json.replaceAll(/[\p{Cc}\p{Cf}]/gu, escaped);
}

/** For JSON, two of them for a character beyond the first plane. */
const escaped = (character: string) =>
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

function attemptOf({ event_id, attempt }: FinishedTry): string | null {
  if (event_id === null) return "test";
  return attempt === null ? null : `attempt ${attempt}/${mostTries}`;
}

function nextOf({ event_id, status, due_at }: FinishedTry, now: number): string | null {
  if (status === "dead" && event_id !== null) return "given up";
  if (status !== "pending" || due_at === null) return null;
  return due_at <= now ? "next try now" : `next try in ${span(due_at - now)}`;
}

/** The largest unit that leaves more than one of it. */
function span(milliseconds: number): string {
  const units = [
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ] as const;
  const found = units.find(([, length]) => milliseconds >= 1.5 * length);
  return found === undefined ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / found[1])} ${found[0]}`;
}
