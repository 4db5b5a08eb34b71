import { html } from "lit";
import { avatar } from "../parts/avatar.ts";
import { scoreBar, statusChip } from "../parts/status.ts";
import type { Column } from "../parts/table.ts";
import type { Lead } from "../records.ts";
import { dateText, instantText } from "../time.ts";
import { nameOfLead } from "./name.ts";
import type { LeadSort } from "./shape.ts";

/** The columns of the leads table; `now` in milliseconds. */
export function leadColumns(
  nameOf: (employeeId: number | null) => string | null,
  now: number,
): readonly Column<Lead, LeadSort>[] {
  return [
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
    {
      label: "Created",
      sort: "created_at",
      kind: "wide",
      cell: ({ created_at }) =>
        html`<time datetime=${created_at} title=${instantText(created_at)}>${dateText(created_at, now)}</time>`,
    },
  ];
}
