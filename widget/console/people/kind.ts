import type { RecordKind } from "../records/record-kind.ts";

export const personKind: RecordKind = {
  entity: "contact",
  id: "contact_id",
  noun: "person",
  path: "/crm/people",
  plural: "People",
  write: "contacts:write",
  remove: "contacts:write",
  fields: [
    { name: "first_name", label: "First name", kind: "text", longest: 120 },
    { name: "last_name", label: "Last name", kind: "text", longest: 120 },
    { name: "email", label: "Email", kind: "email", longest: 254 },
    { name: "phone", label: "Phone", kind: "phone", longest: 64 },
    { name: "title", label: "Job title", kind: "text", longest: 200 },
  ],
  formTitle: "Contact details",
};
