import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type EventName, eventNames } from "../events/names.ts";
import { erasedOf, wholeOf } from "../events/payloads.ts";
import type { Space } from "../store/space.ts";

const schemas = new Map(eventNames.map((name) => [name, { whole: wholeOf(name), erased: erasedOf(name) }]));

/** What is wrong with an event's data, in words; null when it says exactly what is documented. */
export function wrongIn(event: string, data: Readonly<Record<string, unknown>>): string | null {
  const found = schemas.get(event as EventName);
  if (found === undefined) return `${event} is no event.`;
  const parsed = (data["erased"] === true ? found.erased : found.whole).safeParse(data);
  if (!parsed.success) return `${event}: ${z.prettifyError(parsed.error)}`;
  // Within a record parsing drops what its schemas do not know.
  const isWhole = isDeepStrictEqual(parsed.data, data);
  return isWhole ? null : `${event} tells more than is documented: ${JSON.stringify(data)}`;
}

/** Throws unless every event of the log says what is documented of it. */
export async function requireDocumentedEvents({ read, name }: Space): Promise<void> {
  const rows = await read.selectFrom("events").select(["event_id", "event", "data"]).orderBy("event_id").execute();
  const wrong = rows.flatMap(({ event_id, event, data }) => {
    const found = wrongIn(event, JSON.parse(data));
    return found === null ? [] : [`event ${event_id}: ${found}`];
  });
  if (wrong.length === 0) return;
  throw new Error(`${wrong.length} events of ${name} are not as documented.\n${wrong.slice(0, 5).join("\n")}`);
}
