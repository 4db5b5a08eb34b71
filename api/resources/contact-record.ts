import { type Generated, sql } from "kysely";
import { z } from "zod";
import { defineEntity, type Embed, type Row, timestamps } from "../kit/entity.ts";
import { exactly, reference, tagged } from "../kit/filters.ts";
import { type Found, findStored, holdFound, insertRecord, type Reading, type Writing } from "../kit/records.ts";
import { lockNames } from "../store/lock.ts";
import type { RecordColumns } from "../store/tables.ts";
import { prospectStatuses } from "./account-fields.ts";
import { conversationsOf, conversationsSchema } from "./conversation-embed.ts";
import { customValue } from "./custom-value.ts";
import { history, historySchemas, readableWith } from "./embeds.ts";
import { eraseBelongings } from "./erase.ts";
import { duplicate } from "./fields.ts";
import { identitiesOf, identitiesSchema } from "./identity-embed.ts";
import { opportunitiesOf } from "./opportunity-summaries.ts";
import { words } from "./words.ts";

declare module "../store/tables.ts" {
  interface Tables {
    contacts: ContactsTable;
  }
}

interface ContactsTable extends RecordColumns {
  contact_id: Generated<number>;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  phone: string | null;
  phone_e164: string | null;
  title: string | null;
  prospect_id: number | null;
  lead_id: number | null;
  assigned_to: number | null;
  tags: Generated<string>;
  custom_fields: Generated<string>;
  first_name_sort: string | null;
  last_name_sort: string | null;
}

export const contactRecord = z.object({
  contact_id: z.int().describe("The contact's id."),
  first_name: z.string().nullable().describe("The person's first name; null when unknown."),
  last_name: z.string().nullable().describe("The person's last name; null when unknown."),
  email: z.string().nullable().describe("Trimmed and lower case; unique among contacts."),
  phone: z.string().nullable().describe("As it was given."),
  phone_e164: z.string().nullable().describe("The phone as E.164, where it is a possible number."),
  title: z.string().nullable().describe("What the person does at work."),
  prospect_id: z.int().nullable().describe("The account the person belongs to."),
  lead_id: z.int().nullable().describe("The lead the contact was made from."),
  assigned_to: z.int().nullable().describe("The employee who looks after the person."),
  tags: z.array(z.string()).describe("Up to 50 tags of up to 64 characters."),
  custom_fields: z.record(z.string(), z.json()).describe("Values by the keys of the custom fields."),
  ...timestamps,
});

const prospectSummary = z.object({
  prospect_id: z.int().describe("The account's id."),
  name: z.string().describe("Its name."),
  domain: z.string().nullable().describe("The website's host in lower case, without www."),
  status: z.enum(prospectStatuses).describe("Whether it is worked on, or became a customer."),
});

const prospectOf: Embed = async ({ db }, ids) => {
  const { rows } = await sql<Row>`
    select contacts.contact_id, prospects.prospect_id, prospects.name, prospects.domain, prospects.status
    from contacts left join prospects
      on prospects.prospect_id = contacts.prospect_id and prospects.deleted_at is null
    where contacts.contact_id in (${sql.join(ids)})
  `.execute(db);
  return new Map(rows.map(({ contact_id, ...found }) => [contact_id, found["prospect_id"] === null ? null : found]));
};

const opportunities = opportunitiesOf("contact_id");

export const contact = defineEntity({
  name: "contact",
  table: "contacts",
  id: "contact_id",
  path: "/people",
  permission: { read: "contacts:read", write: "contacts:write", delete: "contacts:write" },
  record: contactRecord,
  sort: ["created_at", "updated_at", "contact_id", "first_name", "last_name", "email"],
  folded: ["first_name", "last_name"],
  filters: {
    prospect_id: reference("The account the person belongs to."),
    tag: tagged("Contacts that carry this tag."),
    email: exactly("The exact email, lower case."),
    assigned_to: reference("The employee who looks after the person."),
  },
  searched: "name, title, email and phone",
  search: (record) => ({
    title: words(record["first_name"], record["last_name"]),
    subtitle: words(record["title"], record["email"]),
    words: words(record["phone"], record["phone_e164"]),
  }),
  embeds: {
    ...history("contact"),
    conversations: conversationsOf("contact_id"),
    identities: identitiesOf("contact_id"),
    opportunities: opportunities.embed,
    prospect: readableWith("prospects:read", prospectOf),
  },
  embedSchemas: {
    ...historySchemas,
    conversations: conversationsSchema,
    identities: identitiesSchema,
    opportunities: opportunities.schema,
    prospect: prospectSummary
      .nullable()
      .describe("The account the person belongs to; null also without prospects:read."),
  },
  customValue,
  erase: (context, ids) =>
    eraseBelongings(context, "contact", ids, {
      leads: "contact_id",
      opportunities: "contact_id",
      conversations: "contact_id",
      visitor_identities: "contact_id",
    }),
  events: { created: "contact.created", updated: "contact.updated", deleted: "contact.deleted" },
  isCounted: true,
  indexes: {
    contacts_created: "",
    contacts_updated: "sort=updated_at",
    contacts_first_name: "sort=first_name",
    contacts_last_name: "sort=last_name",
    contacts_assigned: "assigned_to=1",
    contacts_prospect: "prospect_id=1",
  },
});

const blank: Row = {
  ...{ first_name: null, last_name: null, email: null, phone: null, phone_e164: null, title: null },
  ...{ prospect_id: null, lead_id: null, assigned_to: null, tags: [] },
};

/** Makes a contact; its email must be free (`requireFreeContactEmail`). Fires contact.created. */
export async function createContact(context: Writing, given: Row): Promise<Found> {
  return await insertRecord(context, contact, { ...blank, ...given });
}

/**
 * The id of the contact with this email, or undefined. Until the transaction ends nobody else makes one with it, so
 * that of callers that arrive at once the later ones find what the first made.
 */
export async function claimContactEmail({ db, space }: Reading, email: string): Promise<number | undefined> {
  await lockNames(db, space.engine, [`contact ${email}`]);
  const found = await db
    .selectFrom("contacts")
    .select("contact_id")
    .where("email", "=", email)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return found?.contact_id;
}

/** The contact with this email, locked, or undefined; nobody else makes one either (`claimContactEmail`). */
export async function lockContactWith(context: Reading, email: unknown): Promise<Found | undefined> {
  if (typeof email !== "string") return undefined;
  return await holdFound(
    () => claimContactEmail(context, email),
    (id) => findStored(context, contact, id, true),
  );
}

/** Throws DUPLICATE when another contact has this email. */
export async function requireFreeContactEmail(context: Reading, email: unknown, ownId: number | null): Promise<void> {
  if (typeof email !== "string") return;
  const other = await claimContactEmail(context, email);
  if (other === undefined || other === ownId) return;
  throw duplicate(`A contact has ${email} already: contact ${other}. Change that one instead.`, "contact", other);
}
