import { type Generated, sql } from "kysely";
import { z } from "zod";
import { defineEntity, type Row, timestamps } from "../kit/entity.ts";
import { bound, choice, exactly, reference, tagged } from "../kit/filters.ts";
import type { Reading } from "../kit/records.ts";
import type { RecordColumns } from "../store/tables.ts";
import { customValue } from "./custom-value.ts";
import { eraseBelongings } from "./erase.ts";
import { day } from "./fields.ts";
import { opportunityEmbedSchemas, opportunityEmbeds } from "./opportunity-embeds.ts";
import { opportunityStatuses } from "./pipeline-stages.ts";

interface OpportunitiesTable extends RecordColumns {
  opportunity_id: Generated<number>;
  name: string;
  prospect_id: number | null;
  contact_id: number | null;
  lead_id: number | null;
  stage: string;
  status: string;
  value: number;
  currency: string;
  /** What counts: the stage's, or an open opportunity's own. */
  probability: number;
  /** What somebody set for this one; kept while it is closed. */
  own_probability: number | null;
  /** The database's own sum of value and probability. */
  weighted_value: Generated<number>;
  expected_close_date: string | null;
  lost_reason: string | null;
  assigned_to: number | null;
  tags: Generated<string>;
  custom_fields: Generated<string>;
  closed_at: string | null;
  name_sort: string;
}

/** One row for each stage an opportunity came to, the first at its creation. */
interface OpportunityStagesTable {
  change_id: Generated<number>;
  opportunity_id: number;
  stage: string;
  at: string;
  /** The employee who moved it; null when a key did. */
  by: number | null;
}

declare module "../store/tables.ts" {
  interface Tables {
    opportunities: OpportunitiesTable;
    opportunity_stages: OpportunityStagesTable;
  }
}

export const opportunityRecord = z.object({
  opportunity_id: z.int().describe("The opportunity's id."),
  name: z.string().describe("What the deal is called."),
  prospect_id: z.int().nullable().describe("The account it would be sold to."),
  contact_id: z.int().nullable().describe("The person to talk to."),
  lead_id: z.int().nullable().describe("The lead it came from."),
  stage: z.string().describe("Where it stands: a stage's key (GET /pipeline)."),
  status: z.enum(opportunityStatuses).describe("Follows from the stage: closed_won is won, closed_lost is lost."),
  value: z.number().describe("What it would bring, with at most 2 decimals."),
  currency: z.string().describe("ISO 4217; the space's own unless another was given."),
  probability: z
    .int()
    .describe("Percent. Its own while open, if one was set; otherwise its stage's. Won is 100, lost is 0."),
  weighted_value: z.number().describe("value × probability, rounded to 2 decimals."),
  expected_close_date: z.string().nullable().describe("YYYY-MM-DD."),
  lost_reason: z.string().nullable().describe("Why it was lost; null for all that is not lost."),
  assigned_to: z.int().nullable().describe("The employee who owns it."),
  tags: z.array(z.string()).describe("Up to 50 tags of up to 64 characters."),
  custom_fields: z.record(z.string(), z.json()).describe("Values by the keys of the custom fields."),
  closed_at: z.string().nullable().describe("When it was won or lost; null while it is open."),
  ...timestamps,
});

/** What a move to another stage may change: its event tells their previous values. */
export const moveFields = opportunityRecord.pick({
  stage: true,
  status: true,
  probability: true,
  weighted_value: true,
  lost_reason: true,
  closed_at: true,
}).shape;

const closing = (edge: "after" | "before") =>
  bound("expected_close_date", edge === "after" ? "least" : "most", {
    schema: day,
    description: `Expected to close on this day or ${edge} it (YYYY-MM-DD).`,
  });

export const opportunity = defineEntity({
  name: "opportunity",
  table: "opportunities",
  id: "opportunity_id",
  path: "/opportunities",
  permission: { read: "opportunities:read", write: "opportunities:write", delete: "opportunities:write" },
  record: opportunityRecord,
  sort: [
    "created_at",
    "updated_at",
    "opportunity_id",
    "name",
    "value",
    "weighted_value",
    "probability",
    "expected_close_date",
    "stage",
    "status",
  ],
  folded: ["name"],
  filters: {
    stage: exactly("The stage it stands in, by its key."),
    status: choice(opportunityStatuses, { all: true }),
    assigned_to: reference("The employee who owns it."),
    prospect_id: reference("The account it would be sold to."),
    contact_id: reference("The person to talk to."),
    lead_id: reference("The lead it came from."),
    min_value: bound("value", "least", { schema: z.number(), description: "Worth at least this." }),
    max_value: bound("value", "most", { schema: z.number(), description: "Worth at most this." }),
    closing_after: closing("after"),
    closing_before: closing("before"),
    tag: tagged("Opportunities that carry this tag."),
  },
  searched: "name and lost_reason",
  search: (record: Row) => ({
    title: String(record["name"]),
    subtitle: "",
    words: String(record["lost_reason"] ?? ""),
  }),
  embeds: opportunityEmbeds,
  embedSchemas: opportunityEmbedSchemas,
  customValue,
  // Its changes are told by changeOpportunity: a move to another stage has events of its own.
  events: { created: "opportunity.created", deleted: "opportunity.deleted" },
  erase,
  isCounted: true,
  indexes: {
    opportunities_created_at: "",
    opportunities_updated_at: "sort=updated_at",
    opportunities_name_sort: "sort=name",
    opportunities_value: "sort=value",
    opportunities_weighted_value: "sort=weighted_value",
    opportunities_probability: "sort=probability",
    opportunities_expected_close_date: "sort=expected_close_date",
    opportunities_stage: "sort=stage",
    opportunities_status: "sort=status",
    opportunities_assigned_to: "assigned_to=1",
    opportunities_prospect_id: "prospect_id=1",
    opportunities_contact_id: "contact_id=1",
    opportunities_lead_id: "lead_id=1",
  },
});

async function erase(context: Reading, ids: readonly number[]): Promise<void> {
  await eraseBelongings(context, "opportunity", ids, { leads: "opportunity_id" });
  await sql`delete from opportunity_stages where opportunity_id in (${sql.join([...ids])})`.execute(context.db);
}
