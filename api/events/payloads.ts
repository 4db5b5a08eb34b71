import { z } from "zod";
import { conversationPayloads } from "../conversations/event-payloads.ts";
import { activityRecord } from "../resources/activity-record.ts";
import { contactRecord } from "../resources/contact-record.ts";
import { leadRecord } from "../resources/lead-record.ts";
import { noteRecord } from "../resources/note-record.ts";
import { moveFields, opportunityRecord } from "../resources/opportunity-record.ts";
import { prospectRecord } from "../resources/prospect-record.ts";
import type { EventName } from "./names.ts";

/** What an event's `data` holds. */
export interface Payload {
  /** The whole record that it tells of, as operations answer it; of conversations what their events tell. */
  readonly record: z.ZodObject;
  /** What stands beside the record's fields. */
  readonly more: z.ZodRawShape;
}

/** The values before a change: any of the record's fields but its id and those that every change changes. */
function before(record: z.ZodObject, unannounced: readonly string[], more: z.ZodRawShape = {}) {
  const [id] = Object.keys(record.shape);
  const left = ["created_at", "updated_at", ...unannounced];
  const told = Object.entries(record.shape).filter(([name]) => name !== id && !left.includes(name));
  const deleted_at = z.string().describe("When it was deleted, of one that is restored.");
  return z
    .strictObject({ ...Object.fromEntries(told), deleted_at, ...more })
    .partial()
    .describe("The fields that changed, as they were before. Of a restored record `deleted_at`.");
}

const payload = (record: z.ZodObject, more: z.ZodRawShape = {}): Payload => ({ record, more });

const changed = (record: z.ZodObject, unannounced: readonly string[] = [], more: z.ZodRawShape = {}): Payload =>
  payload(record, { previous: before(record, unannounced, more) });

const mergedInto = z.int().describe("The lead that it was merged into, and lives on as.");

/** What each event tells: `wholeOf` makes one schema of it. */
export const payloads = {
  "lead.created": payload(leadRecord),
  "lead.updated": changed(leadRecord, ["field_origins"], {
    merged_into: mergedInto.describe("The lead that it was merged into, of one whose merge is taken back."),
  }),
  "lead.converted": payload(leadRecord, {
    contact_id: z.int().nullable().describe("The contact made or linked; null for none."),
    prospect_id: z.int().nullable().describe("The prospect account made or linked; null for none."),
    opportunity_id: z.int().nullable().describe("The opportunity made; null for none."),
    previous: z.strictObject({ status: leadRecord.shape.status }).describe("The status that it had before."),
  }),
  "lead.deleted": payload(leadRecord, { merged_into: mergedInto.optional() }),
  "lead.assigned": payload(leadRecord, {
    previous: z
      .strictObject({ assigned_to: z.int().nullable().describe("The employee who had it; null for nobody.") })
      .describe("Who had it before."),
  }),
  "opportunity.created": payload(opportunityRecord),
  "opportunity.updated": changed(opportunityRecord),
  "opportunity.stage_changed": payload(opportunityRecord, {
    previous: z
      .strictObject(moveFields)
      .partial()
      .required({ stage: true })
      .describe("The stage that it stood in, and what followed from it, as far as that changed."),
  }),
  "opportunity.won": payload(opportunityRecord),
  "opportunity.lost": payload(opportunityRecord),
  "opportunity.deleted": payload(opportunityRecord),
  "contact.created": payload(contactRecord),
  "contact.updated": changed(contactRecord),
  "contact.deleted": payload(contactRecord),
  "prospect.created": payload(prospectRecord),
  "prospect.updated": changed(prospectRecord),
  "prospect.converted": payload(prospectRecord, {
    previous: z
      .strictObject({ status: prospectRecord.shape.status, company_id: z.null().describe("It was no company yet.") })
      .describe("The status that it had before, and that it was no company."),
  }),
  "prospect.deleted": payload(prospectRecord),
  "activity.created": payload(activityRecord),
  "activity.completed": payload(activityRecord),
  "note.created": payload(noteRecord),
  "conversation.started": payload(conversationPayloads.started),
  "conversation.message": payload(conversationPayloads.message),
  "conversation.ended": payload(conversationPayloads.ended),
  "conversation.reopened": payload(conversationPayloads.reopened),
  "conversation.assigned": payload(conversationPayloads.assigned),
  "conversation.lead_linked": payload(conversationPayloads.leadLinked),
  "conversation.contact_linked": payload(conversationPayloads.contactLinked),
  "conversation.blocked": payload(conversationPayloads.blocked),
  "conversation.unblocked": payload(conversationPayloads.unblocked),
} as const satisfies Readonly<Record<EventName, Payload>>;

/** What is left of any event's data once its record is erased for good. */
export function erasedOf(event: EventName): z.ZodObject {
  const kind = event.slice(0, event.indexOf("."));
  return z.strictObject({
    [`${kind}_id`]: z.int().describe(`The ${kind}'s id.`),
    erased: z.literal(true).describe("It was erased for good; nothing else is told of it any more."),
  });
}

/** The whole data of an event; a field that it does not declare is an error. */
export function wholeOf(event: EventName): z.ZodObject {
  const { record, more }: Payload = payloads[event];
  return z.strictObject({ ...record.shape, ...more });
}
