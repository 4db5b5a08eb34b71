import { html } from "lit";
import { statusChip } from "../parts/status.ts";
import type { Column } from "../parts/table.ts";
import type { Stage } from "../records.ts";
import { dateText, instantText } from "../time.ts";
import { isOverdue, whoOf } from "./deal-card.ts";
import { moneyText } from "./money.ts";
import type { Deal } from "./moves.ts";
import type { DealSort } from "./shape.ts";

/** The columns of the list of deals; `now` in milliseconds. */
export function dealColumns(
  stages: readonly Stage[],
  nameOf: (employeeId: number | null) => string | null,
  now: number,
): readonly Column<Deal, DealSort>[] {
  const labelOf = (key: string) => stages.find((stage) => stage.key === key)?.label ?? key;
  return [
    { label: "Name", sort: "name", kind: "name", cell: (deal) => html`<span>${deal.name}</span>` },
    { label: "With", kind: "wide", cell: (deal) => whoOf(deal) || null },
    { label: "Stage", cell: ({ status, stage }) => (status === "open" ? labelOf(stage) : statusChip(status)) },
    { label: "Value", sort: "value", kind: "number", cell: ({ value, currency }) => moneyText(value, currency) },
    {
      label: "Weighted",
      sort: "weighted_value",
      kind: "wide",
      cell: ({ weighted_value, currency }) => moneyText(weighted_value, currency),
    },
    { label: "Probability", sort: "probability", kind: "wide", cell: ({ probability }) => `${probability} %` },
    {
      label: "Closes",
      sort: "expected_close_date",
      cell: (deal) => {
        const day = deal.expected_close_date;
        if (day === null) return null;
        const late = isOverdue(deal, now);
        return html`<span class=${late ? "late" : ""}>${dateText(`${day}T12:00`, now)}${late ? html`<span class="unseen">, overdue</span>` : ""}</span>`;
      },
    },
    { label: "Owner", kind: "wide", cell: (deal) => nameOf(deal.assigned_to) },
    {
      label: "Created",
      sort: "created_at",
      kind: "wide",
      cell: ({ created_at }) =>
        html`<time datetime=${created_at} title=${instantText(created_at)}>${dateText(created_at, now)}</time>`,
    },
  ];
}
