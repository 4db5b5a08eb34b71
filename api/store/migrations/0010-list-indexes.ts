import type { Migration } from "../migrate.ts";

/**
 * An index for each way in which leads are listed: every sort, every filter in the list's own order, every pair of the
 * usual filters. They hold the id behind the order, which breaks ties and lets a page be read from the index in its
 * order, and no deleted leads. Those by the last change hold the creation too, so that both can be asked for at once
 * without a look at each lead.
 */
export const migration: Migration = () => [
  ...["email", "phone", "created", "updated", "status", "assigned"].map((name) => `drop index leads_${name}`),

  index("leads", "created", ["created_at"]),
  index("leads", "updated", ["updated_at"], ["created_at"]),
  index("leads", "score", ["score"]),
  index("leads", "status", ["status"]),
  index("leads", "source", ["source"]),
  index("leads", "first_name", ["first_name_sort"]),
  index("leads", "last_name", ["last_name_sort"]),
  index("leads", "company_name", ["company_name_sort"]),
  index("leads", "email", ["email"]),
  index("leads", "status_created", ["status", "created_at"]),
  index("leads", "source_created", ["source", "created_at"]),
  index("leads", "assigned_created", ["assigned_to", "created_at"]),
  index("leads", "form_type_created", ["form_type", "created_at"]),
  index("leads", "status_source_created", ["status", "source", "created_at"]),
  index("leads", "status_assigned_created", ["status", "assigned_to", "created_at"]),
  index("leads", "source_assigned_created", ["source", "assigned_to", "created_at"]),
  index("leads", "status_updated", ["status", "updated_at"], ["created_at"]),
  index("leads", "assigned_updated", ["assigned_to", "updated_at"], ["created_at"]),
  "create index leads_phone on leads (phone_e164) where deleted_at is null and phone_e164 is not null",

  "drop index activities_entity",
  "drop index activities_created",
  "drop index notes_entity",
  index("activities", "created", ["created_at"]),
  index("activities", "updated", ["updated_at"]),
  index("activities", "due_date", ["due_date"]),
  index("activities", "completed_at", ["completed_at"]),
  index("activities", "type", ["type"]),
  index("activities", "entity_created", ["entity_type", "entity_id", "created_at"]),
  index("activities", "assigned_created", ["assigned_to", "created_at"]),
  index("notes", "pinned", ["is_pinned"]),
  index("notes", "created", ["created_at"]),
  index("notes", "updated", ["updated_at"]),
  index("notes", "entity_pinned", ["entity_type", "entity_id", "is_pinned"]),

  "drop index prospects_domain",
  "drop index companies_domain",
  index("prospects", "domain", ["domain", "created_at"]),
  index("companies", "domain", ["domain", "created_at"]),
];

const ids = {
  leads: "lead_id",
  activities: "activity_id",
  notes: "note_id",
  prospects: "prospect_id",
  companies: "company_id",
} as const;

const index = (table: keyof typeof ids, name: string, columns: readonly string[], held: readonly string[] = []) =>
  `create index ${table}_${name} on ${table} (${[...columns, ids[table], ...held].join(", ")}) where deleted_at is null`;
