import type { Activity } from "../records.ts";
import type { Services } from "../services.ts";

/**
 * Completes an activity, or opens it again when it is done; `changed` is called once that is stored. What was completed can
 * be taken back for a while, which calls it again. Resolves to whether it was stored; what fails is shown.
 */
export async function turnActivity(
  activity: Pick<Activity, "activity_id" | "completed" | "subject">,
  services: Services,
  changed: () => void,
): Promise<boolean> {
  const { activity_id: id, completed, subject } = activity;
  try {
    await services.client.call("PUT /activities/{id}", { params: { id }, body: { completed: !completed } });
    changed();
    if (completed) services.notify(`“${subject}” is open again.`);
    else {
      const run = () => void turnActivity({ ...activity, completed: true }, services, changed);
      services.notify(`“${subject}” is done.`, { label: "Undo", run });
    }
    return true;
  } catch (error) {
    services.report(error);
    return false;
  }
}
