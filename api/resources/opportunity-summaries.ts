import { linkedSchema, newestLinked } from "./embeds.ts";
import { opportunity, opportunityRecord } from "./opportunity-record.ts";

const summary = opportunityRecord.pick({
  opportunity_id: true,
  name: true,
  stage: true,
  status: true,
  value: true,
  currency: true,
  expected_close_date: true,
});

/** The opportunities of an account or a person, as its detail shows them: the embed and what it answers. */
export function opportunitiesOf(owner: "prospect_id" | "contact_id") {
  const linked = { entity: opportunity, owner, summary };
  return { embed: newestLinked(linked), schema: linkedSchema(linked) };
}
