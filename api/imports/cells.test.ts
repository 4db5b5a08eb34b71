import { expect, test } from "vitest";
import type { CustomField } from "../kit/custom-fields.ts";
import { bodyOf, hasStrayCell } from "./cells.ts";

const customFields = ["number", "boolean", "multiselect", "textarea", "date"].map(
  (type) => ({ key: type, type }) as CustomField,
);

/** What one cell becomes, in a column of its own. */
const valueIn = (target: string, cell: string) =>
  bodyOf({ titles: ["T"], mapping: { T: target }, customFields }, [cell]);

test.each([
  ["first_name", "Žofie", "Žofie"],
  ["phone", "'+1-555-9876", "+1-555-9876"],
  ["phone", "+1-555-9876", "+1-555-9876"],
  ["status", " Qualified ", "qualified"],
  ["source", "Website form", "website_form"],
  ["form_type", "Contact-us", "contact_us"],
  ["score", "75", 75],
  ["score", "high", "high"],
  ["assigned_to", "5", 5],
  ["assigned_to", "ada@team.example", "ada@team.example"],
  ["tags", "msp; backup , ", ["msp", "backup"]],
  ["tags", '["a,b","c;d"]', ["a,b", "c;d"]],
  ["tags", "[draft", ["[draft"]],
  ["raw_payload", '{"role":"IT"}', { role: "IT" }],
  ["raw_payload", "0123", "0123"],
])("in a column of %s the cell %j is %j", (target, cell, value) => {
  expect(valueIn(target, cell)).toEqual({ [target]: value });
});

test.each([
  ["number", "1.50", 1.5],
  ["number", "one", "one"],
  ["boolean", "Yes", true],
  ["boolean", "0", false],
  ["boolean", "constructor", "constructor"],
  ["multiselect", "gold, silver", ["gold", "silver"]],
  ["textarea", "one\n two", "one\n two"],
  ["date", " 2026-03-15 ", "2026-03-15"],
  ["deleted_since", "x", "x"],
])("in a custom field of the type %s the cell %j is %j", (type, cell, value) => {
  expect(valueIn(`cf.${type}`, cell)).toEqual({ custom_fields: { [type]: value } });
});

test("an empty cell says nothing, a column for nothing is left out, others are kept under their names", () => {
  const titles = ["A", "B", "C", null, "__proto__"];
  const mapping = JSON.parse('{"A":"email","B":null,"C":"raw_payload.size","__proto__":"raw_payload.__proto__"}');
  const body = bodyOf({ titles, mapping, customFields }, ["  ", "x", "12", "", "y"]);
  expect(JSON.stringify(body)).toBe('{"raw_payload":{"size":"12","__proto__":"y"}}');
});

test("a cell without a title is noticed where it holds something", () => {
  expect(hasStrayCell(["A", null], ["1", " ", ""])).toBe(false);
  expect(hasStrayCell(["A", null], ["1", "2"])).toBe(true);
  expect(hasStrayCell(["A"], ["1", "2"])).toBe(true);
});
