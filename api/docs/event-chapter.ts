import { type EventName, eventNames } from "../events/names.ts";
import { type Payload, payloads } from "../events/payloads.ts";
import type { AnyOperation } from "../kit/operation.ts";
import { eventExample } from "./event-example.ts";
import { whenFired } from "./event-when.ts";

/** An event as GET /events answers it. */
export function loggedExample(operations: readonly AnyOperation[]) {
  const { signature: _, ...told } = eventExample("lead.updated", operations);
  return { seq: 1187, event_id: 1187, conversation_id: null, ...told };
}

/** What `data` holds, in a few words: of a record those that it is known by. */
function dataInWords(event: EventName): string {
  const { record, more }: Payload = payloads[event];
  const [first = "", ...others] = Object.keys(record.shape);
  const isRecord = "updated_at" in record.shape;
  const fields = isRecord ? [] : [first, ...others];
  const names = [...fields, ...Object.keys(more)].map((name) => `\`${name}\``).join(", ");
  if (!isRecord) return names;
  return names === "" ? wholeOf(first) : `${wholeOf(first)}, and ${names}`;
}

/** The lead: `lead_id` … */
const wholeOf = (id: string) => `The ${id.slice(0, -"_id".length)}: \`${id}\` …`;

/** The introduction's chapter about events. */
export const eventChapter = (operations: readonly AnyOperation[]) => `## Events

Whatever happens becomes an event: a lead is created, a visitor writes, an agent answers. \`GET /events\` reads them in order. \
Store \`next_after\` of each answer and send it as \`after\`; go on at once while \`more\` is true. A page can be empty although there is more: \
events your key may not read are left out. Each operation below names the events it may write, and **Event types** shows each event with all its fields.

- Events are kept as long as the space itself: \`after\` 0 starts at the very first.
- \`data\` is the whole record as it stood just after the event, without what its detail embeds. \`previous\` holds the fields that changed, as they were; \`updated_at\` and \`field_origins\` are not among them.
- A deleted record is told as it was. Of one that was erased for good, whenever that was, every event tells its id and \`erased: true\` alone.
- Reading an event takes the \`:read\` permission of what it is about: \`leads:read\` for lead.*, \`conversations:read\` for conversation.*; for a note, that of the record the note is about.
- A call that changes nothing fires nothing. Restoring a deleted record fires its updated event, whose \`previous\` holds \`deleted_at\`; activities and notes have none.

| Event | When | \`data\` |
|---|---|---|
${eventNames.map((name) => `| \`${name}\` | ${whenFired[name]} | ${dataInWords(name)} |`).join("\n")}

A whole event, of \`PUT /leads/42\` with \`{"status": "contacted", "score": 80}\`:

\`\`\`json
${JSON.stringify(loggedExample(operations), null, 2)}
\`\`\``;
