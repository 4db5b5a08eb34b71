import type { LeadDetail } from "../records.ts";
import type { Services } from "../services.ts";
import { nameOfLead } from "./name.ts";

/** A value that a lead would have after a merge, and whether it comes from the other one. */
export interface MergedValue {
  readonly label: string;
  readonly value: string;
  readonly isTaken: boolean;
}

type Values = Pick<LeadDetail, "first_name" | "last_name" | "email" | "phone" | "company_name">;

/** Values that belong together, as the API merges them: half a name never mixes with another's. */
const groups: readonly { readonly label: string; readonly fields: readonly (keyof Values)[] }[] = [
  { label: "Name", fields: ["first_name", "last_name"] },
  { label: "Email", fields: ["email"] },
  { label: "Phone", fields: ["phone"] },
  { label: "Company", fields: ["company_name"] },
];

/** What a lead would be after another one was merged into it: its own values, the other's where it has none. */
export function previewMerge(into: Values, from: Values): readonly MergedValue[] {
  return groups.map(({ label, fields }) => {
    const [own, other] = [into, from].map((values) => textOf(values, fields));
    return { label, value: own || other || "", isTaken: !own && Boolean(other) };
  });
}

function textOf(values: Values, fields: readonly (keyof Values)[]): string {
  return fields.flatMap((field) => values[field] ?? []).join(" ");
}

/** What moves along, for people: "2 notes, 1 activity and 1 conversation". */
export function belongingsOf({ notes, activities, conversations }: LeadDetail): string {
  const parts = [
    counted(notes.length, "note", "notes"),
    counted(activities.length, "activity", "activities"),
    counted(conversations.length, "conversation", "conversations"),
  ].filter((part) => part !== "");
  const last = parts.pop();
  if (last === undefined) return "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

function counted(count: number, one: string, many: string): string {
  if (count === 0) return "";
  return `${count} ${count === 1 ? one : many}`;
}

/** Merges `from` into a lead; resolves to whether that was done, and offers to take it back. */
export async function mergeLead(services: Services, id: number, from: LeadDetail): Promise<void> {
  const from_lead_id = from.lead_id;
  await services.client.call("POST /leads/{id}/merge", { params: { id }, body: { from_lead_id } });
  services.notify(`${nameOfLead(from)} was merged into this lead.`, {
    label: "Undo",
    run: () => void takeMergeBack(services, from_lead_id),
  });
}

/** Brings a merged lead back with what had moved; resolves to whether that was done, and tells the person either way. */
export async function takeMergeBack(services: Services, id: number): Promise<boolean> {
  try {
    await services.client.call("POST /leads/{id}/unmerge", { params: { id } });
    services.notify("The merge was taken back: both leads are as they were.");
    return true;
  } catch (error) {
    services.report(error);
    return false;
  }
}
