import type { Migration } from "../migrate.ts";

/** Which lead was merged into which, and what that changed: for the undo and for those who ask for the old id. */
export const migration: Migration = ({ id, text, int, strict }) => [
  `create table lead_merges (
    lead_merge_id ${id},
    from_lead_id ${int} not null,
    into_lead_id ${int} not null,
    snapshot ${text} not null,
    merged_by ${text} not null,
    created_at ${text} not null,
    undone_at ${text}
  ) ${strict}`,
  "create index lead_merges_from on lead_merges (from_lead_id)",
  "create index lead_merges_into on lead_merges (into_lead_id)",
];
