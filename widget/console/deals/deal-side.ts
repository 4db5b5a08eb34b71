import { html, type TemplateResult } from "lit";
import { facts } from "../parts/facts.ts";
import type { CustomField, OpportunityDetail } from "../records.ts";
import { instantText } from "../time.ts";

/** What belongs to a deal: whom it is with, the workspace's own fields, and the record itself. */
export function dealSide(deal: OpportunityDetail, fields: readonly CustomField[]): TemplateResult {
  const { prospect, contact, lead } = deal.linked;
  const nameOf = (person: { first_name: string | null; last_name: string | null; email: string | null }) =>
    [person.first_name, person.last_name].filter(Boolean).join(" ") || person.email;
  return html`${facts("With", [
    ["Account", prospect && html`<a href="/crm/prospects/${prospect.prospect_id}">${prospect.name}</a>`],
    [
      "Person",
      contact &&
        html`<a href="/crm/people/${contact.contact_id}">${nameOf(contact) ?? `Person ${contact.contact_id}`}</a>`,
    ],
    ["Email", contact?.email],
    ["Phone", contact?.phone],
    ["Lead", lead && html`<a href="/crm/leads/${lead.lead_id}">${nameOf(lead) ?? `Lead ${lead.lead_id}`}</a>`],
  ])}
  ${facts(
    "More",
    fields.map(({ key, label }) => [label, textOf(deal.custom_fields[key])]),
  )}
  ${facts("Record", [
    ["Tags", deal.tags.join(", ")],
    ["Closed", deal.closed_at && instantText(deal.closed_at)],
    ["Created", instantText(deal.created_at)],
    ["Updated", instantText(deal.updated_at)],
  ])}`;
}

/** A custom field's value as text, whatever its type. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
