import { sql } from "kysely";
import { suggestCompany } from "../conversations/contact-details.ts";
import { businessDomain } from "../conversations/leads/lead-company.ts";
import { adoptedValues } from "../kit/custom-fields.ts";
import { pick, type Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import { type Found, holdFound, insertRecord, lockRecord, updateRecord } from "../kit/records.ts";
import { lockNames } from "../store/lock.ts";
import { normalise } from "../store/normalise.ts";
import { contact, createContact, lockContactWith } from "./contact-record.ts";
import { entityExists } from "./entity-links.ts";
import { createOpportunity } from "./opportunity-changes.ts";
import { newProspect, prospect } from "./prospect-record.ts";
import { words } from "./words.ts";

/** What a caller asks a lead to become. */
export interface Wish {
  readonly create_contact: boolean;
  readonly create_prospect: boolean;
  readonly create_opportunity: boolean;
  readonly opportunity_name?: string | null | undefined;
  readonly opportunity_value?: number | null | undefined;
}

/** What becomes of one part: an existing record is linked rather than doubled. */
export type Step = { readonly action: "none" | "create" } | { readonly action: "link"; readonly id: number };

export interface Plan {
  readonly contact: Step;
  readonly prospect: Step;
  readonly opportunity: Step;
}

/** The records a lead became; null for what was not asked for. */
export interface Converted {
  readonly contact_id: number | null;
  readonly prospect_id: number | null;
  readonly opportunity_id: number | null;
}

/**
 * Finds out what converting a lead makes and what it links: a contact by its email, a prospect by its name or domain.
 * Until the transaction ends nobody else makes these, so that two leads of one company become one prospect, and nobody
 * deletes or changes those that are linked.
 */
export async function planConversion(context: Context, { record }: Found, wish: Wish): Promise<Plan> {
  const prospectId = wish.create_prospect ? await holdProspect(context, record) : undefined;
  const known = wish.create_contact ? await lockContactWith(context, record["email"]) : undefined;
  return {
    contact: stepOf(wish.create_contact, known?.record["contact_id"]),
    prospect: stepOf(wish.create_prospect, prospectId),
    opportunity: stepOf(wish.create_opportunity, undefined),
  };
}

const stepOf = (isWanted: boolean, id: number | undefined): Step => {
  if (!isWanted) return { action: "none" };
  return id === undefined ? { action: "create" } : { action: "link", id };
};

/** The id of the prospect with the lead's company as its name, else its business email's domain; the oldest of several. */
async function holdProspect(context: Context, record: Row): Promise<number | undefined> {
  const { db, space } = context;
  const name = normalise(accountName(record));
  const domain = businessDomain(record["email"]);
  await lockNames(db, space.engine, [`prospect ${name}`, ...(domain === null ? [] : [`prospect @${domain}`])]);
  return await holdFound(
    () => findProspect(db, name, domain),
    async (id) => ((await entityExists(context, "prospect", id)) ? id : undefined),
  );
}

async function findProspect(db: Context["db"], name: string, domain: string | null): Promise<number | undefined> {
  const found = await db
    .selectFrom("prospects")
    .select("prospect_id")
    .where("deleted_at", "is", null)
    .where((eb) => eb.or([eb("name_sort", "=", name), ...(domain === null ? [] : [eb("domain", "=", domain)])]))
    .orderBy(sql`case when name_sort = ${name} then 0 else 1 end`)
    .orderBy("prospect_id")
    .limit(1)
    .executeTakeFirst();
  return found?.prospect_id;
}

/** Carries a plan out; returns the ids. Fires prospect.created, contact.created and opportunity.created. */
export async function carryOut(context: Context, lead: Found, plan: Plan, wish: Wish): Promise<Converted> {
  const prospect_id = await prospectOf(context, lead, plan.prospect);
  const contact_id = await contactOf(context, lead, plan.contact, prospect_id);
  const opportunity_id = await opportunityOf(context, lead, plan.opportunity, { wish, prospect_id, contact_id });
  if (contact_id !== null) await followTo(context, lead.record["lead_id"], contact_id);
  return { contact_id, prospect_id, opportunity_id };
}

async function prospectOf(context: Context, { record }: Found, step: Step): Promise<number | null> {
  if (step.action === "none") return null;
  if (step.action === "link") return step.id;
  const { assigned_to } = record;
  const values = { ...newProspect, name: accountName(record), domain: businessDomain(record["email"]), assigned_to };
  const made = await insertRecord(context, prospect, values);
  return made.record["prospect_id"];
}

async function contactOf(
  context: Context,
  { record }: Found,
  step: Step,
  prospect_id: number | null,
): Promise<number | null> {
  if (step.action === "none") return null;
  const values = pick(record, ["first_name", "last_name", "email", "phone", "phone_e164", "assigned_to", "tags"]);
  if (step.action === "link") {
    const known = await lockRecord(context, contact, step.id);
    await updateRecord(context, contact, known, missing(known.record, { ...values, prospect_id }));
    return step.id;
  }
  const custom_fields = await adoptedValues(context, contact, record["custom_fields"] as Row);
  const made = await createContact(context, { ...values, custom_fields, prospect_id, lead_id: record["lead_id"] });
  return made.record["contact_id"];
}

/** Values for what a contact lacks; a name and a phone number are filled as a whole or not at all. */
function missing(known: Row, values: Row): Row {
  const groups = [["first_name", "last_name"], ["phone", "phone_e164"], ["assigned_to"], ["prospect_id"]];
  const empty = groups.filter((group) => group.every((name) => known[name] === null)).flat();
  return { ...pick(values, empty), tags: [...new Set([...known["tags"], ...values["tags"]])] };
}

interface Links {
  readonly wish: Wish;
  readonly prospect_id: number | null;
  readonly contact_id: number | null;
}

async function opportunityOf(context: Context, { record }: Found, step: Step, links: Links): Promise<number | null> {
  if (step.action === "none") return null;
  const { wish, prospect_id, contact_id } = links;
  const { lead_id, assigned_to } = record;
  const name = wish.opportunity_name ?? `${accountName(record)} - Opportunity`;
  const value = wish.opportunity_value ?? 0;
  const given = { name, value, prospect_id, contact_id, lead_id, assigned_to };
  return (await createOpportunity(context, given)).record["opportunity_id"];
}

/** What was done with the lead and said by it is the contact's from now on, and so is who it was proved to be. */
async function followTo({ db }: Context, leadId: number, contact_id: number): Promise<void> {
  for (const table of ["activities", "notes"]) {
    await sql`
      update ${sql.table(table)} set entity_type = 'contact', entity_id = ${contact_id}
      where entity_type = 'lead' and entity_id = ${leadId}
    `.execute(db);
  }
  for (const table of ["conversations", "visitor_identities"] as const) {
    await db.updateTable(table).set({ contact_id }).where("lead_id", "=", leadId).execute();
  }
  // What tells of a conversation that was another contact's before stands there.
  await sql`
    update activities set entity_type = 'contact', entity_id = ${contact_id}
    where activity_id in (select activity_id from conversations where lead_id = ${leadId} and activity_id is not null)
  `.execute(db);
}

/** The company, else the one that the email's domain suggests, else the person: every account has a name. */
function accountName(record: Row): string {
  const person = words(record["first_name"], record["last_name"]) || record["email"] || record["phone"];
  return record["company_name"] ?? suggestCompany(record["email"]) ?? person;
}
