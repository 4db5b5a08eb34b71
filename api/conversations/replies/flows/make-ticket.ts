import type { Context } from "../../../kit/operation.ts";
import { insertRecord } from "../../../kit/records.ts";
import { activity } from "../../../resources/activities.ts";
import { entityExists } from "../../../resources/entity-links.ts";
import { toE164 } from "../../contact-details.ts";
import type { Conversation } from "../../conversation.ts";
import { transcriptUrl } from "../../transcript-url.ts";
import type { Claims } from "../../visitors/widget-session.ts";
import type { Known } from "./ticket.ts";

/** Whom a conversation is with, as the CRM knows them. */
export interface Person {
  readonly entity_type: "lead" | "contact";
  readonly entity_id: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly phone_e164: string | null;
  readonly assigned_to: number | null;
}

const columns = ["first_name", "last_name", "email", "phone", "phone_e164", "assigned_to"] as const;

/** The contact or the lead that a conversation belongs to; null when there is none, or it is deleted. */
export async function findPerson(
  { db }: Pick<Context, "db">,
  { lead_id, contact_id }: Pick<Conversation, "lead_id" | "contact_id">,
): Promise<Person | null> {
  const contact =
    contact_id === null
      ? undefined
      : await db
          .selectFrom("contacts")
          .select(columns)
          .where("contact_id", "=", contact_id)
          .where("deleted_at", "is", null)
          .executeTakeFirst();
  if (contact !== undefined && contact_id !== null) return toPerson("contact", contact_id, contact);
  if (lead_id === null) return null;
  const lead = await db
    .selectFrom("leads")
    .select(columns)
    .where("lead_id", "=", lead_id)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return lead === undefined ? null : toPerson("lead", lead_id, lead);
}

function toPerson(
  entity_type: Person["entity_type"],
  entity_id: number,
  {
    first_name,
    last_name,
    ...rest
  }: Omit<Person, "entity_type" | "entity_id" | "name"> & {
    readonly first_name: string | null;
    readonly last_name: string | null;
  },
): Person {
  const name = [first_name, last_name].filter((part) => part !== null).join(" ");
  return { entity_type, entity_id, name: name === "" ? null : name, ...rest };
}

/** What need not be asked: the visitor said it, or the CRM has it. */
export function knownOf(person: Person | null, claims: Claims, country: string): Known {
  const said = claims.email !== undefined || toE164(claims.phone, country) !== null;
  return {
    name: claims.name !== undefined || (person?.name ?? null) !== null,
    contact: said || (person?.email ?? person?.phone_e164 ?? null) !== null,
  };
}

/**
 * Makes an open task of a ticket, about the person the conversation is with, and returns its id. Null when there is
 * nobody it could be about: the lead was deleted.
 */
export async function makeTicket(
  context: Context,
  conversation: Conversation,
  claims: Claims,
  subject: string,
): Promise<number | null> {
  const person = await findPerson(context, conversation);
  if (person === null || !(await entityExists(context, person.entity_type, person.entity_id))) return null;
  const { entity_type, entity_id, assigned_to } = person;
  const { record } = await insertRecord(context, activity, {
    type: "task",
    subject,
    description: describe(context, conversation, claims, person),
    entity_type,
    entity_id,
    assigned_to: assigned_to ?? conversation.assigned_to,
    due_date: null,
    duration_minutes: null,
    completed: false,
    completed_at: null,
    created_by: null,
  });
  return record["activity_id"] as number;
}

function describe(context: Context, { conversation_id }: Conversation, claims: Claims, person: Person): string {
  const reach = [claims.name ?? person.name, claims.email ?? person.email, claims.phone ?? person.phone];
  const link = transcriptUrl(context, conversation_id);
  return `A ticket from the chat: ${link}\nReach the visitor: ${reach.filter((one) => one !== null).join(", ")}`;
}
