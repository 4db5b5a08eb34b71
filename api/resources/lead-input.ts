import { z } from "zod";
import { oneAtATime } from "../conversations/leads/lead-match.ts";
import { originsWith } from "../conversations/leads/lead-origins.ts";
import type { ConversationSettings } from "../conversations/settings.ts";
import { invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import type { Context } from "../kit/operation.ts";
import type { Found, Writing } from "../kit/records.ts";
import { customColumn } from "../kit/resource.ts";
import {
  assignee,
  changedLinks,
  customFields,
  type duplicateQuery,
  email,
  line,
  requireEmployee,
  tags,
  withE164,
  word,
} from "./fields.ts";
import { isReachable, losesReach } from "./lead-reach.ts";
import { changeLead, createLead, lead, lockOpenLead, requireFreeEmail } from "./lead-record.ts";

/** Larger form data belongs into a file store, not into a CRM row. */
const largestPayload = 64 * 1024;

const payload = z.json().refine((value) => Buffer.byteLength(JSON.stringify(value ?? null)) <= largestPayload, {
  error: "at most 64 KB as JSON",
});

export const leadSource = word.describe("Where it came from: 1–64 of a–z, 0–9 and _; `api` when absent.");

const fields = {
  first_name: line(120).describe("Up to 120 characters; null for none."),
  last_name: line(120).describe("Up to 120 characters; null for none."),
  email: email.describe("Stored trimmed and in lower case. Unique among open leads."),
  phone: line(64).describe("Kept as given; matched as E.164 where it is a possible number."),
  company_name: line(200).describe("Where the person works, up to 200 characters; null for none."),
  form_type: word.nullable().describe("The form it came from: 1–64 of a–z, 0–9 and _."),
  raw_payload: payload.describe("Any JSON up to 64 KB, kept untouched."),
  assigned_to: assignee.describe("An employee's id; null for nobody."),
  score: z.int().min(0).max(100).nullable().describe("Set by hand it stays; null lets it follow from what is known."),
  tags: tags.describe("Replaces all tags."),
  custom_fields: customFields,
  source: leadSource,
};

const settableStatus = z
  .enum(["new", "contacted", "qualified", "unqualified"])
  .describe("new, contacted, qualified or unqualified; `new` when absent. An email is unique among the first three.");

export const leadCreateBody = z.strictObject({ ...fields, status: settableStatus }).partial();
export const leadUpdateBody = z
  .strictObject({
    ...fields,
    status: z
      .enum(["new", "contacted", "qualified", "unqualified", "converted"])
      .describe(
        "new, contacted, qualified or unqualified; converted only by POST /leads/{id}/convert. A converted lead takes no other.",
      ),
  })
  .partial();

/**
 * Refuses what the schema cannot see; `links` are those to be made anew, `before` is the lead that is changed, if it
 * is not a new one. Throws VALIDATION_ERROR.
 */
export async function checkLead(
  context: Pick<Context, "db">,
  links: Row,
  merged: Row,
  before: Row | null = null,
): Promise<void> {
  const isOutOfReach = before === null ? !isReachable(merged) : await losesReach(context.db, before, merged);
  if (isOutOfReach) {
    throw invalid("email", "A lead needs an email, or a phone, or both last_name and company_name.", "required");
  }
  await requireEmployee(context, links["assigned_to"] as number | null | undefined);
}

/** The columns that a body's values become: the phone also as E.164, a score as set by hand. */
export function leadColumns({ country }: Pick<ConversationSettings, "country">, values: Row): Row {
  const columns = withE164(values, country);
  if (values["score"] === null) Object.assign(columns, { score: undefined, score_by_hand: 0 });
  else if (values["score"] !== undefined) Object.assign(columns, { score_by_hand: 1 });
  return columns;
}

const absent = { email: null, phone: null, last_name: null, company_name: null };

/** A lead to be made, and what to do when an open one has its email. */
export interface NewLead {
  readonly body: z.output<typeof leadCreateBody>;
  readonly on_duplicate: z.output<ReturnType<typeof duplicateQuery>>["on_duplicate"];
  /** Where it came from, when its body does not say so. */
  readonly source: string;
  readonly settings: Pick<ConversationSettings, "country">;
}

export interface SavedLead {
  readonly outcome: "created" | "updated" | "ignored";
  readonly found: Found;
}

/**
 * Makes a lead, whichever way it comes, or does to the open lead with its email what `on_duplicate` says. Throws
 * DUPLICATE when that is an error, VALIDATION_ERROR for what the schema cannot see.
 */
export async function saveLead(context: Writing, given: NewLead): Promise<SavedLead> {
  const { body, on_duplicate, source, settings } = given;
  const columns = leadColumns(settings, body);
  const origin = { origin: "given", at: context.now } as const;
  await oneAtATime(context, { email: body.email ?? null, phone_e164: null });
  const standing = on_duplicate === "error" ? undefined : await lockOpenLead(context, body.email);
  await checkLead(context, changedLinks(body, standing?.record ?? {}), { ...absent, ...body });
  if (on_duplicate === "error") await requireFreeEmail(context, body.email, body.status ?? "new", null);
  if (standing !== undefined) {
    if (on_duplicate === "ignore") return { outcome: "ignored", found: standing };
    const custom = await customColumn(context, lead, columns, standing);
    const field_origins = originsWith(standing.record, columns, origin);
    const changed = await changeLead(context, standing, { ...columns, ...custom, field_origins });
    return { outcome: "updated", found: changed };
  }
  const custom = await customColumn(context, lead, columns, null);
  const field_origins = originsWith({}, columns, origin);
  return { outcome: "created", found: await createLead(context, { source, ...columns, ...custom, field_origins }) };
}
