import { confirm } from "../parts/confirm.ts";
import type { Opportunity } from "../records.ts";
import type { Services } from "../services.ts";

/** Deletes a deal when the person is sure, leads back to the board, and offers to take it back. */
export async function removeDeal(deal: Opportunity, { client, router, notify, report }: Services): Promise<void> {
  const sure = await confirm({
    heading: `Delete ${deal.name}?`,
    text: "The opportunity leaves the pipeline and every report. For 30 days it can be restored; then it is gone for good.",
    action: "Delete opportunity",
    danger: true,
  });
  if (!sure) return;
  const params = { id: deal.opportunity_id };
  try {
    await client.call("DELETE /opportunities/{id}", { params });
    router.go("/crm/opportunities", "replace");
    const run = () => void client.call("POST /opportunities/{id}/restore", { params }).catch(report);
    notify(`${deal.name} is deleted.`, { label: "Undo", run });
  } catch (error) {
    report(error);
  }
}
