import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

/** A key that no field has: emails of the stage are all different. */
const freshKey = (stage: Stage) => `key_of_${stage.freshEmail().split("@")[0]}`;

async function aField(stage: Stage) {
  const key = freshKey(stage);
  const field = await stage.make("POST /custom-fields", { entity_type: "lead", key, type: "text" });
  return { id: field.custom_field_id as number, key };
}

async function aDeletedField(stage: Stage) {
  const field = await aField(stage);
  await stage.make(`DELETE /custom-fields/${field.id}`);
  return field;
}

const leads = { needs: ["leads:write"] } as const;

export const cases = [
  row("GET /custom-fields", {
    needs: ["leads:read"],
    given: aField,
    query: ({ key }) => ({ entity_type: "lead", key }),
    status: 200,
    answers: ({ id, key }) => ({ data: [{ custom_field_id: id, key }], pagination: { total: 1 } }),
  }),
  row("POST /custom-fields", {
    ...leads,
    given: (stage) => ({ key: freshKey(stage) }),
    body: ({ key }) => ({ entity_type: "lead", key, label: "Plan", type: "select", options: ["Basic", "Gold"] }),
    status: 201,
    answers: ({ key }) => ({
      data: { entity_type: "lead", key, label: "Plan", options: ["Basic", "Gold"], required: false, default: null },
    }),
  }),
  row("POST /custom-fields", {
    name: "a key that stands is refused, and the answer says where",
    ...leads,
    given: aField,
    body: ({ key }) => ({ entity_type: "lead", key, type: "number" }),
    status: 409,
    answers: ({ id }) => ({ code: "DUPLICATE", details: [{ field: "key", existing: { type: "custom_field", id } }] }),
  }),
  row("GET /custom-fields/{id}", {
    needs: ["leads:read"],
    given: aField,
    status: 200,
    answers: ({ id, key }) => ({ data: { custom_field_id: id, key } }),
  }),
  row("PUT /custom-fields/{id}", {
    ...leads,
    given: aField,
    body: { label: "Remark" },
    status: 200,
    answers: ({ key }) => ({ data: { key, label: "Remark" } }),
  }),
  row("PUT /custom-fields/{id}", {
    name: "the key never changes",
    ...leads,
    given: aField,
    body: { key: "another" },
    status: 400,
    answers: { details: [{ field: "key", code: "immutable" }] },
  }),
  row("DELETE /custom-fields/{id}", {
    ...leads,
    given: aField,
    status: 200,
    answers: ({ id }) => ({ data: { custom_field_id: id, deleted: true } }),
  }),
  row("DELETE /custom-fields/{id}", {
    name: "a purge is for good, also of what was deleted before",
    as: { kind: "employee", role: "owner", mode: "live" },
    given: aDeletedField,
    query: { purge: true },
    status: 200,
    answers: ({ id }) => ({ data: { custom_field_id: id, deleted: true } }),
  }),
  row("POST /custom-fields/{id}/restore", {
    ...leads,
    given: aDeletedField,
    status: 200,
    answers: ({ id }) => ({ data: { custom_field_id: id } }),
  }),
];
