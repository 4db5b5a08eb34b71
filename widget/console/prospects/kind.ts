import type { RecordKind } from "../records/record-kind.ts";

export const prospectKind: RecordKind = {
  entity: "prospect",
  id: "prospect_id",
  noun: "prospect",
  path: "/crm/prospects",
  plural: "Prospects",
  write: "prospects:write",
  remove: "prospects:write",
  fields: [
    { name: "name", label: "Name", kind: "text", longest: 200, required: true },
    { name: "website", label: "Website", kind: "url", longest: 2048 },
    {
      name: "domain",
      label: "Domain",
      kind: "text",
      longest: 253,
      hint: "Follows the website until you set it. Leads with an email there join this prospect when they are converted.",
    },
    { name: "industry", label: "Industry", kind: "text", longest: 120 },
    { name: "employee_count", label: "Employees", kind: "number" },
    { name: "phone", label: "Phone", kind: "phone", longest: 64 },
    { name: "address", label: "Address", kind: "textarea", longest: 500 },
  ],
  formTitle: "About the company",
};
