import type { Reading } from "../kit/records.ts";
import { eraseBelongings } from "./erase.ts";
import { forgetMerges } from "./lead-merges.ts";

/** Takes along what belongs to leads that are erased. Conversations stay, without a lead. */
export async function eraseLeadBelongings(context: Reading, ids: readonly number[]): Promise<void> {
  await eraseBelongings(context, "lead", ids, {
    conversations: "lead_id",
    widget_sessions: "lead_id",
    contacts: "lead_id",
    opportunities: "lead_id",
    leads: "previous_lead_id",
    visitor_identities: "lead_id",
  });
  await forgetMerges(context.db, ids);
}
