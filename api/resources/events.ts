import { sql } from "kysely";
import { z } from "zod";
import { holds } from "../access/authenticate.ts";
import type { Permission } from "../access/permissions.ts";
import { timestamp } from "../clock.ts";
import type { EventName } from "../events/names.ts";
import { eventPatterns, eventsMatching } from "../events/patterns.ts";
import type { Row } from "../kit/entity.ts";
import { choice, severalOf } from "../kit/filters.ts";
import { operation } from "../kit/operation.ts";
import { notePermission } from "./entity-links.ts";
import { type NotedType, notedTypes } from "./entity-types.ts";

/** A console that was away longer than this loads its lists anew instead of catching up event by event. */
const feedDays = 7;

const eventRow = z.object({
  seq: z.int().describe("Its position in the log: rising, with gaps where events are left out."),
  event_id: z
    .int()
    .describe(
      "The event's own id: skip an event whose id you have handled already, after a restore one whose id and timestamp you have.",
    ),
  event: z
    .string()
    .describe("Its name, for example `lead.created`; the table under Events in the introduction lists all."),
  timestamp: z.string().describe("When it happened, UTC ISO 8601."),
  conversation_id: z.int().nullable().describe("The conversation it belongs to; null for events of the CRM's records."),
  data: z
    .record(z.string(), z.json())
    .describe(
      "The record as it stood just after the event, with its id; changes add `previous`, the values before. Of a record that was erased since, its id and `erased: true` alone.",
    ),
});

const query = z.strictObject({
  after: z.int().min(0).default(0).describe("The last `next_after` you got; 0 starts at the beginning."),
  limit: z
    .int()
    .min(1)
    .max(200)
    .default(100)
    .describe("Events that one call looks at, 1 to 200; those your key may not read are then left out."),
  types: (choice(eventPatterns).schema as z.ZodString)
    .describe("Only these events: names such as `lead.created`, all of a kind as `lead.*`, separated by commas.")
    .optional(),
});

/** What reading an event asks for: all that may be read of what it is about, by the first part of its name. */
function permissionsFor(event: EventName, data: Row): readonly Permission[] {
  const subject = event.slice(0, event.indexOf("."));
  if (subject === "conversation") return ["conversations:read"];
  if (subject === "activity") return ["activities:read"];
  // The event of an erased note says no longer what the note was about.
  if (subject === "note" && data["erased"] === true) return notedTypes.map((type) => notePermission[type].read);
  const type = subject === "note" ? data["entity_type"] : subject;
  return [notePermission[type as NotedType].read];
}

export const getEvents = operation(
  "GET /events",
  {
    summary: "Read the log of events",
    description:
      "Everything that happened, for those who poll: events after a position, oldest first, of the entities the caller may read. Store `next_after` of each answer and send it as `after`; go on at once while `more` is true. A page can be empty although there is more: events your key may not read are left out.",
    permission: "any_secret",
    query,
    returns: z.object({
      data: z.array(eventRow),
      next_after: z.int().describe("Where to go on: store it, and send it as `after` the next time."),
      head: z.int().describe("The log's highest seq, of all events."),
      epoch: z
        .string()
        .describe("Names this log. Another one than you stored with your position: start again with `after` 0."),
      more: z.boolean().describe("true: ask again at once. false: you have everything; ask again when you like."),
      reload: z
        .boolean()
        .describe(
          "true only in the console: its position is more than 7 days back, so it loads its lists anew. Always false for a key.",
        ),
    }),
    envelope: "bare",
  },
  async ({ db, space, api, actor }, { query }) => {
    const wanted = query.types === undefined ? undefined : eventsMatching(severalOf(query.types));
    let select = db
      .selectFrom("events")
      .select(["seq", "event_id", "event", "timestamp", "conversation_id", "data"])
      .where("seq", ">", query.after)
      .orderBy("seq")
      .limit(query.limit + 1);
    if (wanted !== undefined) select = select.where("event", "in", wanted);
    // The head is read before the rows: what is written in between is told the next time, never skipped.
    const last = await db
      .selectFrom("events")
      .select(sql<number>`coalesce(max(seq), 0)`.as("seq"))
      .executeTakeFirstOrThrow();
    const found = await select.execute();
    const head = Math.max(last.seq, Number(found.at(-1)?.seq ?? 0));

    const oldest = timestamp(api.clock.now() - feedDays * 86_400_000);
    const stale = actor.kind === "employee" && found[0] !== undefined && found[0].timestamp < oldest;
    const page = found.slice(0, query.limit);
    const rows = page
      .map(({ seq, data, ...row }) => ({
        ...row,
        seq: Number(seq),
        data: JSON.parse(data) as Record<string, z.core.util.JSONType>,
      }))
      .filter(({ event, data }) => permissionsFor(event as EventName, data).every((one) => holds(actor, one)));
    return {
      data: stale ? [] : rows,
      next_after: stale || found.length <= query.limit ? Math.max(head, query.after) : Number(page.at(-1)?.seq),
      head,
      epoch: space.epoch,
      more: !stale && found.length > query.limit,
      reload: stale,
    };
  },
);

export const eventOperations = [getEvents] as const;
