import { type EventName, eventNames } from "./names.ts";

/** `lead.*`, one for each first part of an event's name. */
const subjects = [...new Set(eventNames.map((name) => `${name.slice(0, name.indexOf("."))}.*`))];

/** What stands for events where several are asked for: their names, `lead.*` and its like, `*` for all. */
export const eventPatterns: readonly string[] = [...eventNames, ...subjects, "*"];

/** The events that these patterns stand for, in the order of the list. */
export function eventsMatching(patterns: readonly string[]): readonly EventName[] {
  return eventNames.filter((name) =>
    patterns.some(
      (pattern) =>
        pattern === name || pattern === "*" || (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -1))),
    ),
  );
}
