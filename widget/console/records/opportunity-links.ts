import type { ProspectDetail } from "../records.ts";
import type { Link } from "./side.ts";

/** The opportunities of a person or a prospect; none for those who may not read them. */
export function opportunityLinks(opportunities: ProspectDetail["opportunities"]): readonly Link[] {
  return (opportunities ?? []).map(({ opportunity_id, name, value, currency, status }) => ({
    href: `/crm/opportunities/${opportunity_id}`,
    sign: "pipeline",
    text: name,
    more: status === "open" ? amount(value, currency) : status,
  }));
}

function amount(value: number, currency: string): string {
  return value.toLocaleString("en-GB", { style: "currency", currency, maximumFractionDigits: 0 });
}
