import type { Migration } from "../migrate.ts";

/**
 * Opportunities, the pipeline's stages and who moved what when. `probability` is what counts; `own_probability` is what
 * somebody set for this one, or null. The weighted value is the database's own sum, in whole cents and rounded half up,
 * so that it cannot differ from what it is made of, whoever changes that.
 */
export const migration: Migration = ({ id, text, int, number, strict }) => [
  `create table pipeline_stages (
    key ${text} primary key,
    label ${text} not null,
    probability ${int} not null,
    position ${int} not null
  ) ${strict}`,
  `insert into pipeline_stages (key, label, probability, position) values
    ('discovery', 'Discovery', 30, 1),
    ('qualification', 'Qualification', 45, 2),
    ('proposal', 'Proposal', 60, 3),
    ('negotiation', 'Negotiation', 80, 4),
    ('closed_won', 'Closed won', 100, 5),
    ('closed_lost', 'Closed lost', 0, 6)`,

  `create table opportunities (
    opportunity_id ${id},
    name ${text} not null,
    prospect_id ${int},
    contact_id ${int},
    lead_id ${int},
    stage ${text} not null references pipeline_stages,
    status ${text} not null,
    value ${number} not null,
    currency ${text} not null,
    probability ${int} not null,
    own_probability ${int},
    weighted_value ${number} not null generated always as (${weightedValue}) stored,
    expected_close_date ${text},
    lost_reason ${text},
    assigned_to ${int},
    tags ${text} not null default '[]',
    custom_fields ${text} not null default '{}',
    closed_at ${text},
    name_sort ${text} not null,
    created_at ${text} not null,
    updated_at ${text} not null,
    deleted_at ${text},
    version ${int} not null default 1
  ) ${strict}`,
  ...["created_at", "updated_at", "name_sort", "value", "weighted_value"].map(byColumn),
  ...["probability", "expected_close_date", "stage", "status"].map(byColumn),
  "create index opportunities_assigned_to on opportunities (assigned_to, created_at, opportunity_id) where deleted_at is null",
  // These also find deleted ones, which let go of a record that is erased.
  ...["prospect_id", "contact_id", "lead_id"].map(
    (column) => `create index opportunities_${column} on opportunities (${column}, created_at, opportunity_id)`,
  ),
  "create index opportunities_deleted on opportunities (deleted_at) where deleted_at is not null",

  `create table opportunity_stages (
    change_id ${id},
    opportunity_id ${int} not null references opportunities,
    stage ${text} not null,
    at ${text} not null,
    by ${int}
  ) ${strict}`,
  "create index opportunity_stages_of on opportunity_stages (opportunity_id, change_id)",

  "create index leads_opportunity on leads (opportunity_id) where opportunity_id is not null",
];

const cents = "cast(round(value * 100) as bigint)";
const weightedValue = `(${cents} / 100 * probability + (${cents} % 100 * probability + 50) / 100) / 100.0`;

const byColumn = (column: string) =>
  `create index opportunities_${column} on opportunities (${column}, opportunity_id) where deleted_at is null`;
