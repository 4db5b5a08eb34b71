import { sql } from "kysely";
import { z } from "zod";
import { attribution } from "../conversations/attribution.schema.ts";
import { fieldOrigins } from "../conversations/leads/lead-origins.ts";
import type { ScoreFacts } from "../conversations/leads/score.ts";
import { defineEntity, type Embed, type Row, timestamps } from "../kit/entity.ts";
import { choice, exactly, reference, tagged } from "../kit/filters.ts";
import {
  type Found,
  findStored,
  holdFound,
  insertRecord,
  type Reading,
  updateRecord,
  type Writing,
} from "../kit/records.ts";
import { conversationsOf, conversationsSchema } from "./conversation-embed.ts";
import { customValue } from "./custom-value.ts";
import { history, historySchemas } from "./embeds.ts";
import { duplicate } from "./fields.ts";
import { identitiesOf, identitiesSchema } from "./identity-embed.ts";
import { eraseLeadBelongings } from "./lead-erase.ts";
import { mergedAway, mergedInto } from "./lead-merges.ts";
import { scoreOf } from "./lead-score.ts";
import { words } from "./words.ts";

export const leadStatuses = ["new", "contacted", "qualified", "unqualified", "converted"] as const;
/** Statuses in which a lead is worked on: an email is unique among these, and new conversations join them. */
export const openStatuses: readonly string[] = ["new", "contacted", "qualified"];

export const leadRecord = z.object({
  lead_id: z.int().describe("The lead's id."),
  first_name: z.string().nullable().describe("The person's first name; null when unknown."),
  last_name: z.string().nullable().describe("The person's last name; null when unknown."),
  email: z.string().nullable().describe("Trimmed and lower case; unique among open leads: new, contacted, qualified."),
  phone: z.string().nullable().describe("As it was given."),
  phone_e164: z.string().nullable().describe("The phone as E.164, where it is a possible number."),
  company_name: z.string().nullable().describe("Where the person works; null when unknown."),
  status: z.enum(leadStatuses).describe("How far it is; converted is the end, by POST /leads/{id}/convert."),
  source: z
    .string()
    .describe("Where it came from: 1–64 of a–z, 0–9 and _; `api`, `import` or `chat_widget` unless one was named."),
  form_type: z.string().nullable().describe("The form it came from; null for none."),
  score: z.int().describe("0 to 100. It follows from score_breakdown, unless it was set by hand."),
  score_breakdown: z
    .array(
      z.object({
        reason: z.string().describe("What earned the points, for programs."),
        label: z.string().describe("The same for people."),
        points: z.int().describe("What it adds to the score."),
      }),
    )
    .describe(
      "What is known of the lead and what the visitor did, each with its points. They add up to the score. While that is set by hand they are kept all the same, and make the score again once it is set to null.",
    ),
  assigned_to: z.int().nullable().describe("The employee who works on it."),
  raw_payload: z.json().describe("The form's own data, untouched."),
  tags: z.array(z.string()).describe("Up to 50 tags of up to 64 characters."),
  custom_fields: z.record(z.string(), z.json()).describe("Values by the keys of the custom fields."),
  attribution: attribution.describe("First and last page, referrer and UTM values before the lead was made."),
  field_origins: fieldOrigins.describe("Where its values came from, by field; a field without one is not traced."),
  previous_lead_id: z.int().nullable().describe("The same person's earlier lead, closed by now."),
  ...timestamps,
});

/** What the lead became, as far as it is still there. */
const linked: Embed = async ({ db }, ids) => {
  const { rows } = await sql<Row>`
    select leads.lead_id, contacts.contact_id, prospects.prospect_id, opportunities.opportunity_id from leads
    left join contacts on contacts.contact_id = leads.contact_id and contacts.deleted_at is null
    left join prospects on prospects.prospect_id = leads.prospect_id and prospects.deleted_at is null
    left join opportunities on opportunities.opportunity_id = leads.opportunity_id and opportunities.deleted_at is null
    where leads.lead_id in (${sql.join(ids)})
  `.execute(db);
  return new Map(rows.map(({ lead_id, ...links }) => [lead_id, links]));
};

const embedSchemas = {
  ...historySchemas,
  conversations: conversationsSchema,
  identities: identitiesSchema,
  linked: z
    .object({
      contact_id: z.int().nullable().describe("The contact it became or joined."),
      prospect_id: z.int().nullable().describe("The prospect account it became or joined."),
      opportunity_id: z.int().nullable().describe("The opportunity made of it."),
    })
    .describe("What it became when it was converted; each null where there is none, or none any more."),
};

export const lead = defineEntity({
  name: "lead",
  table: "leads",
  id: "lead_id",
  path: "/leads",
  permission: { read: "leads:read", write: "leads:write", delete: "leads:delete" },
  record: leadRecord,
  sort: [
    "created_at",
    "updated_at",
    "lead_id",
    "score",
    "status",
    "source",
    "first_name",
    "last_name",
    "company_name",
    "email",
  ],
  unannounced: ["field_origins"],
  folded: ["first_name", "last_name", "company_name"],
  filters: {
    status: choice(leadStatuses, { all: true }),
    source: exactly("The lead's source."),
    form_type: exactly("The form it came from."),
    email: exactly("The exact email, lower case."),
    assigned_to: reference("The employee who works on it."),
    tag: tagged("Leads that carry this tag."),
  },
  searched: "name, company, email and phone",
  search: (record) => ({
    title: words(record["first_name"], record["last_name"]),
    subtitle: words(record["company_name"], record["email"]),
    words: words(record["phone"], record["phone_e164"]),
  }),
  embeds: {
    ...history("lead"),
    conversations: conversationsOf("lead_id"),
    identities: identitiesOf("lead_id"),
    linked,
  },
  embedSchemas,
  customValue,
  mergedInto,
  goesAlong: mergedAway,
  erase: eraseLeadBelongings,
  events: { created: "lead.created", updated: "lead.updated", deleted: "lead.deleted" },
  isCounted: true,
  indexes: {
    leads_created: "",
    leads_updated: "sort=updated_at",
    leads_score: "sort=score",
    leads_status: "sort=status",
    leads_source: "sort=source",
    leads_first_name: "sort=first_name",
    leads_last_name: "sort=last_name",
    leads_company_name: "sort=company_name",
    leads_email: "sort=email",
    leads_status_created: "status=new",
    leads_source_created: "source=api",
    leads_assigned_created: "assigned_to=1",
    leads_form_type_created: "form_type=contact_us",
    leads_status_source_created: "status=new&source=api",
    leads_status_assigned_created: "status=new&assigned_to=1",
    leads_source_assigned_created: "source=api&assigned_to=1",
    leads_status_updated: "status=new&sort=updated_at",
    leads_assigned_updated: "assigned_to=1&sort=updated_at",
  },
});

/** Throws DUPLICATE when another open lead has this email. */
export async function requireFreeEmail(
  { db }: Writing,
  email: unknown,
  status: unknown,
  ownId: number | null,
): Promise<void> {
  if (typeof email !== "string" || !openStatuses.includes(String(status))) return;
  const other = await findOpenLead({ db }, email);
  if (other === undefined || other === ownId) return;
  throw duplicate(`An open lead has ${email} already: lead ${other}. Update that one, or merge them.`, "lead", other);
}

/** The id of the open lead with this email, or undefined. */
export async function findOpenLead({ db }: Pick<Writing, "db">, email: string): Promise<number | undefined> {
  const found = await db
    .selectFrom("leads")
    .select("lead_id")
    .where("email", "=", email)
    .where("deleted_at", "is", null)
    .where("status", "in", [...openStatuses])
    .executeTakeFirst();
  return found?.lead_id;
}

/** The open lead with this email, locked, or undefined. */
export async function lockOpenLead(context: Reading, email: unknown): Promise<Found | undefined> {
  if (typeof email !== "string") return undefined;
  return await holdFound(
    () => findOpenLead(context, email),
    (id) => findStored(context, lead, id, true),
  );
}

const blank: Row = {
  ...{ first_name: null, last_name: null, email: null, phone: null, phone_e164: null, company_name: null },
  ...{ status: "new", form_type: null, raw_payload: null, assigned_to: null, previous_lead_id: null },
  ...{ tags: [], attribution: {}, field_origins: {}, edited_fields: "[]", score_by_hand: 0 },
};

/** All columns of a new lead, scored by its fields and the visitor's `deeds` unless a score is given. */
export function newLead(given: Row, deeds: Partial<ScoreFacts> = {}): Row {
  const values: Row = { ...blank, ...given };
  const byHand = typeof given["score"] === "number" ? { score: given["score"], score_by_hand: 1 } : {};
  return { ...values, ...scoreOf(values, deeds), ...byHand };
}

/** Makes a lead (see `newLead`). Fires lead.created. */
export async function createLead(context: Writing, given: Row, deeds: Partial<ScoreFacts> = {}): Promise<Found> {
  const created = await insertRecord(context, lead, newLead(given, deeds));
  if (created.record["assigned_to"] !== null) await announceAssignee(context, created, null);
  return created;
}

/**
 * Changes a lead and scores it anew; a score set by hand stays, while its reasons are kept for when it follows again.
 * Fires lead.updated and lead.assigned.
 */
export async function changeLead(
  context: Writing,
  current: Found,
  values: Row,
  deeds: Partial<ScoreFacts> = {},
): Promise<Found> {
  const { score, score_breakdown } = scoreOf({ ...current.record, ...values }, deeds);
  const byHand = values["score_by_hand"] ?? current.row["score_by_hand"];
  const scored = byHand === 1 ? { score_breakdown } : { score, score_breakdown };
  const changed = await updateRecord(context, lead, current, { ...values, ...scored });
  if (changed.record["assigned_to"] !== current.record["assigned_to"]) {
    await announceAssignee(context, changed, current.record["assigned_to"] as number | null);
  }
  return changed;
}

async function announceAssignee(context: Writing, { record }: Found, previous: number | null): Promise<void> {
  await context.emit("lead.assigned", { ...record, previous: { assigned_to: previous } });
}
