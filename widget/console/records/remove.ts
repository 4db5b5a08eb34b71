import { isRefusal } from "../api.ts";
import { confirm } from "../parts/confirm.ts";
import type { Services } from "../services.ts";
import type { RecordKind } from "./record-kind.ts";
import { resourceOf } from "./resource.ts";

/** Deletes a record once the person is sure, goes to its table, and offers to take it back. */
export async function removeRecord(
  services: Services,
  kind: RecordKind,
  record: { readonly id: number; readonly name: string; readonly consequence: string },
): Promise<void> {
  const { id, name, consequence } = record;
  const sure = await confirm({
    heading: `Delete ${name}?`,
    text: `It leaves every list and report. ${consequence} For 30 days it can be restored.`,
    action: `Delete ${kind.noun}`,
    danger: true,
  });
  if (!sure) return;
  try {
    if (!(await deleteRecord(services, kind, id))) return;
    services.router.go(kind.path, "replace");
    services.notify(`${name} is deleted.`, {
      label: "Undo",
      run: () => void restoreRecord(services, kind, id),
    });
  } catch (error) {
    services.report(error);
  }
}

/** Resolves to whether it was deleted: an account that others belong to asks once more. */
async function deleteRecord({ client }: Services, kind: RecordKind, id: number): Promise<boolean> {
  const resource = resourceOf(kind);
  try {
    await client.call(`DELETE /${resource}/{id}`, { params: { id } });
    return true;
  } catch (error) {
    if (resource !== "prospects" || !isRefusal(error, "CONFLICT")) throw error;
    const sure = await confirm({
      heading: "Others belong to this prospect",
      text: `${countsIn(error.details[0]?.["counts"])} belong to it. They stay, without a prospect; a restore does not link them again.`,
      action: "Unlink and delete",
      danger: true,
    });
    if (sure) await client.call("DELETE /prospects/{id}", { params: { id }, query: { cascade: "unlink" } });
    return sure;
  }
}

function countsIn(counts: unknown): string {
  const parts = Object.entries((counts ?? {}) as Record<string, number>).filter(([, count]) => count > 0);
  const text = parts.map(([word, count]) => `${count} ${count === 1 ? one(word) : word}`).join(" and ");
  return text === "" ? "Records" : text;
}

const one = (word: string) => ({ contacts: "contact", opportunities: "opportunity" })[word] ?? word;

/** Brings a deleted record back; resolves to whether that was done, and tells the person either way. */
export async function restoreRecord(services: Services, kind: RecordKind, id: number): Promise<boolean> {
  try {
    await services.client.call(`POST /${resourceOf(kind)}/{id}/restore`, { params: { id } });
    services.notify(`The ${kind.noun} is back.`);
    return true;
  } catch (error) {
    services.report(error);
    return false;
  }
}
