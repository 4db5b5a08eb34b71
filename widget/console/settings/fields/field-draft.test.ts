import { describe, expect, test } from "vitest";
import { definitionOf, emptyDraft, keyOf } from "./field-draft.ts";

describe("a custom field being edited", () => {
  test("its name in the API follows from its label", () => {
    expect(["Contract term", "2nd contact", "Größe (m²)", "!"].map(keyOf)).toEqual([
      "contract_term",
      "nd_contact",
      "gro_e_m2",
      "",
    ]);
  });

  test.each([
    ["number", "12.5", 12.5],
    ["currency", "lots", "lots"],
    ["boolean", "false", false],
    ["multiselect", "A\n B \n", ["A", "B"]],
    ["date", "2026-03-15", "2026-03-15"],
    ["text", " ", null],
  ] as const)("a default of %s reaches the API as a value of its type", (type, value, expected) => {
    expect(definitionOf({ ...emptyDraft, type, value, options: "A\nB" }).default).toEqual(expected);
  });

  test("carries no options, default or uniqueness that its type does not have", () => {
    const draft = { ...emptyDraft, options: "A\nB", unique: true, value: "x" };
    expect(definitionOf({ ...draft, type: "text" })).toMatchObject({ options: [], unique: true, default: null });
    expect(definitionOf({ ...draft, type: "boolean", value: "true" })).toMatchObject({ unique: false, default: true });
  });
});
