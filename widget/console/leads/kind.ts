import type { FormField } from "../records/form-field.ts";
import type { RecordKind } from "../records/record-kind.ts";

/** The fields of a lead that its form edits. */
const leadFields = [
  { name: "first_name", label: "First name", kind: "text", longest: 120 },
  { name: "last_name", label: "Last name", kind: "text", longest: 120 },
  { name: "email", label: "Email", kind: "email", longest: 254 },
  { name: "phone", label: "Phone", kind: "phone", longest: 64 },
  { name: "company_name", label: "Company", kind: "text", longest: 200 },
] as const satisfies readonly FormField[];
export type LeadField = (typeof leadFields)[number]["name"];

export function isLeadField(name: string): name is LeadField {
  return leadFields.some((field) => field.name === name);
}

export const leadKind: RecordKind = {
  entity: "lead",
  id: "lead_id",
  noun: "lead",
  path: "/crm/leads",
  plural: "Leads",
  write: "leads:write",
  remove: "leads:delete",
  fields: leadFields,
  formTitle: "Contact details",
};
