import type { Permission } from "../../access/permissions.ts";

/** An operation of the reference: its key, what it needs, and the status of its success. */
export interface ReferenceOperation {
  readonly key: string;
  /** Null where the reference names none. */
  readonly permission: Permission | "entity:read" | "entity:write" | null;
  readonly status: 200 | 201;
}

const operation = (
  key: string,
  permission: ReferenceOperation["permission"],
  status: ReferenceOperation["status"] = 200,
): ReferenceOperation => ({ key, permission, status });

/** The five operations of a collection. `:write` covers deleting, but for leads. */
function collection(path: string, noun: string, deleting = `${noun}:write`): ReferenceOperation[] {
  const [read, write] = [`${noun}:read`, `${noun}:write`] as Permission[];
  return [
    operation(`GET ${path}`, read ?? null),
    operation(`POST ${path}`, write ?? null, 201),
    operation(`GET ${path}/{id}`, read ?? null),
    operation(`PUT ${path}/{id}`, write ?? null),
    operation(`DELETE ${path}/{id}`, deleting as Permission),
  ];
}

/** Every operation of the reference, in its order. */
export const referenceOperations: readonly ReferenceOperation[] = [
  operation("POST /widget/init", "widget:access"),
  operation("POST /widget/message", "widget:access"),
  operation("POST /widget/end", "widget:access"),
  operation("GET /widget/status", "widget:access"),
  ...collection("/leads", "leads", "leads:delete"),
  operation("POST /leads/{id}/convert", "leads:write"),
  operation("POST /leads/{id}/activities", "activities:write", 201),
  operation("GET /leads/{id}/activities", "activities:read"),
  ...collection("/opportunities", "opportunities"),
  operation("POST /opportunities/{id}/advance-stage", "opportunities:write"),
  ...collection("/people", "contacts"),
  ...collection("/prospects", "prospects"),
  operation("POST /prospects/{id}/convert", "prospects:write"),
  ...collection("/activities", "activities"),
  operation("POST /notes", "entity:write", 201),
  operation("GET /notes", "entity:read"),
  operation("PUT /notes/{id}", "entity:write"),
  operation("DELETE /notes/{id}", "entity:write"),
  operation("GET /webhooks", "webhooks:manage"),
  operation("POST /webhooks", "webhooks:manage", 201),
  operation("DELETE /webhooks/{id}", "webhooks:manage"),
  operation("GET /custom-fields", "entity:read"),
  operation("POST /custom-fields", "entity:write", 201),
  operation("PUT /custom-fields/{id}", "entity:write"),
  operation("DELETE /custom-fields/{id}", "entity:write"),
  operation("GET /search", null),
];

/** Operations of the reference that the API does not have yet. Whoever adds one takes it out: its rows run from then on. */
export const notYet: readonly string[] = [];
