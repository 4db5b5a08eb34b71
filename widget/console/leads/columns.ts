import { html } from "lit";
import { avatar } from "../parts/avatar.ts";
import { scoreBar, statusChip } from "../parts/status.ts";
import type { Column } from "../parts/table.ts";
import type { CustomField, Lead } from "../records.ts";
import { dateText, instantText } from "../time.ts";
import { nameOfLead } from "./name.ts";
import type { LeadSort } from "./shape.ts";

/** A column, and whether one sees it who chose nothing. The name is always there. */
export interface LeadColumn extends Column<Lead, LeadSort> {
  readonly byDefault: boolean;
}

/** The columns of the leads table, those of custom fields last; `now` in milliseconds. */
export function leadColumns(
  nameOf: (employeeId: number | null) => string | null,
  customFields: readonly CustomField[],
  now: number,
): readonly LeadColumn[] {
  const instant = (at: string) => html`<time datetime=${at} title=${instantText(at)}>${dateText(at, now)}</time>`;
  const usual: readonly Column<Lead, LeadSort>[] = [
    {
      label: "Name",
      sort: "last_name",
      kind: "name",
      cell: (lead) => html`${avatar(nameOfLead(lead), "small")}<span>${nameOfLead(lead)}</span>`,
    },
    { label: "Email", sort: "email", kind: "wide", cell: (lead) => lead.email },
    { label: "Company", sort: "company_name", kind: "wide", cell: (lead) => lead.company_name },
    { label: "Status", sort: "status", cell: (lead) => statusChip(lead.status) },
    { label: "Source", sort: "source", kind: "wide", cell: (lead) => lead.source.replaceAll("_", " ") },
    { label: "Score", sort: "score", cell: (lead) => scoreBar(lead.score) },
    { label: "Assigned", kind: "wide", cell: (lead) => nameOf(lead.assigned_to) },
    { label: "Created", sort: "created_at", kind: "wide", cell: (lead) => instant(lead.created_at) },
  ];
  const others: readonly Column<Lead, LeadSort>[] = [
    { label: "Phone", kind: "wide", cell: (lead) => lead.phone },
    { label: "Tags", kind: "wide", cell: (lead) => lead.tags.join(", ") || null },
    { label: "Form", kind: "wide", cell: (lead) => lead.form_type?.replaceAll("_", " ") ?? null },
    { label: "Updated", kind: "wide", cell: (lead) => instant(lead.updated_at) },
    ...customFields.map(({ key, label }) => ({
      label,
      kind: "wide" as const,
      cell: (lead: Lead) => customText(lead.custom_fields[key]),
    })),
  ];
  return [
    ...usual.map((column) => ({ ...column, byDefault: true })),
    ...others.map((column) => ({ ...column, byDefault: false })),
  ];
}

function customText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return Array.isArray(value) ? value.join(", ") : String(value);
}
