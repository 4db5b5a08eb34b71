import { html, nothing, type TemplateResult } from "lit";
import type { Desk } from "../desk.ts";
import { icon } from "../icons.ts";
import "../parts/menu.ts";
import { removeRecord } from "../records/remove.ts";
import type { LeadDetail } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { leadKind } from "./kind.ts";
import { nameOfLead } from "./name.ts";

/**
 * What can be done with a lead beside editing it; nothing for those who may do none of it. `merge` opens the dialog; null
 * for a lead that cannot be merged.
 */
export function leadMenu(
  lead: LeadDetail,
  desk: Desk,
  services: Services,
  merge: (() => void) | null,
): TemplateResult | typeof nothing {
  const canDelete = may(desk.employee.role, leadKind.remove);
  if (!canDelete && merge === null) return nothing;
  const record = { id: lead.lead_id, name: nameOfLead(lead), consequence: "Its conversations stay." };
  return html`<console-menu label="More actions for ${record.name}">
    <button type="button" ?hidden=${merge === null} @click=${() => merge?.()}>${icon("chain", 16)}Merge another lead…</button>
    <button type="button" class="danger" ?hidden=${!canDelete} @click=${() => void removeRecord(services, leadKind, record)}>
      ${icon("trash", 16)}Delete lead
    </button>
  </console-menu>`;
}
