import { isRefusal } from "../../api.ts";
import { confirm } from "../../parts/confirm.ts";
import type { CustomField } from "../../records.ts";
import type { Services } from "../../services.ts";

/** Hides a field and its values when the person is sure, and offers to bring them back. `changed` is called after each. */
export async function removeField(field: CustomField, services: Services, changed: () => void): Promise<void> {
  const { label, custom_field_id: id } = field;
  const sure = await confirm({
    heading: `Delete ${label}?`,
    text: "The field and its values are hidden at once. For 30 days they can be brought back; then they are gone for good.",
    action: "Delete field",
    danger: true,
  });
  if (!sure) return;
  try {
    await services.client.call("DELETE /custom-fields/{id}", { params: { id } });
    changed();
    services.notify(`${label} is deleted.`, { label: "Undo", run: () => void bringBack(field, services, changed) });
  } catch (error) {
    services.report(error);
  }
}

async function bringBack({ custom_field_id: id, label }: CustomField, services: Services, changed: () => void) {
  try {
    await services.client.call("POST /custom-fields/{id}/restore", { params: { id } });
    changed();
    services.notify(`${label} is back, with its values.`);
  } catch (error) {
    services.report(error);
  }
}

/** Erases a field and every value of it, which nobody can take back. */
export async function purgeField(field: CustomField, services: Services, changed: () => void): Promise<void> {
  const { label, key, custom_field_id: id } = field;
  const sure = await confirm({
    heading: `Delete ${label} for good?`,
    text: "The field and every value that records hold of it are erased. This cannot be taken back.",
    action: "Delete for good",
    danger: true,
    typed: key,
  });
  if (!sure) return;
  try {
    await services.client.call("DELETE /custom-fields/{id}", { params: { id }, query: { purge: true } });
    services.notify(`${label} and its values are erased.`);
  } catch (error) {
    if (!isRefusal(error, "NOT_FOUND")) services.report(error);
  }
  changed();
}
