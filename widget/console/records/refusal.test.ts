import { expect, test } from "vitest";
import { ApiError } from "../../../api/client.ts";
import type { FormField } from "./form-field.ts";
import { refusalOf } from "./refusal.ts";

const fields: readonly FormField[] = [
  { name: "website", label: "Website", kind: "url" },
  { name: "custom_fields.plan", label: "Plan", kind: "select" },
];

function refused(details: readonly object[]): ApiError {
  return new ApiError(400, { code: "VALIDATION_ERROR", error: "website: use an address (and 1 more)", details }, null);
}

test("what is wrong stands beside its field in people's words, and is said once", () => {
  const error = refused([
    { field: "website", message: "website: use an address." },
    { field: "custom_fields.plan", message: "custom_fields.plan (Plan) is required. Give it a value." },
  ]);
  expect(refusalOf(fields, error)).toEqual({
    problem: "Nothing was saved yet. Correct what is marked, then save again.",
    problems: { website: "Use an address.", "custom_fields.plan": "Plan is required. Give it a value." },
  });
  const chosen = refused([{ field: "custom_fields.plan", message: "custom_fields.plan (Plan): use one of A, B." }]);
  expect(refusalOf(fields, chosen).problems).toEqual({ "custom_fields.plan": "Use one of A, B." });
});

test("what no field of the form can answer for is said above it", () => {
  const error = refused([{ field: "status", message: "status: use one of new, open." }]);
  expect(refusalOf(fields, error)).toEqual({ problem: error.message, problems: {} });
});
