import { describe, expect, test } from "vitest";
import { changesOf, conflictsOf, editsSince, shownDraft, withEdit } from "./edits.ts";
import { apiValueOf, draftOf, type FieldKind, type FormField, shownText } from "./form-field.ts";

const firstName: FormField = { name: "first_name", label: "First name", kind: "text" };
const phone: FormField = { name: "phone", label: "Phone", kind: "phone" };
const plans: FormField = {
  name: "custom_fields.plans",
  label: "Plans",
  kind: "multiselect",
  options: ["Basic", "Gold"],
};
const seats: FormField = { name: "custom_fields.seats", label: "Seats", kind: "number" };
const fields = [firstName, phone, plans, seats];
const record = { lead_id: 42, first_name: "John", phone: null, custom_fields: { plans: ["Basic"], seats: 12 } };

describe("editing a record", () => {
  test("an edit is shown in place of the stored value until it returns to it", () => {
    const edits = withEdit(record, {}, firstName, "Jon");
    expect(shownDraft(record, edits, firstName)).toBe("Jon");
    expect(shownDraft(record, edits, phone)).toBe("");
    expect(shownDraft(record, edits, seats)).toBe("12");
    expect(withEdit(record, edits, firstName, "John")).toEqual({});
    expect(withEdit(record, { "custom_fields.plans": [] }, plans, ["Basic"])).toEqual({});
  });

  test("only what changed is sent, emptied fields as null, a team's own fields among theirs", () => {
    expect(changesOf(fields, { first_name: " Jon ", phone: " " })).toEqual({ first_name: "Jon", phone: null });
    expect(changesOf(fields, { "custom_fields.plans": ["Gold"], "custom_fields.seats": "" })).toEqual({
      custom_fields: { plans: ["Gold"], seats: null },
    });
  });

  test("what was typed while the rest was saved stays", () => {
    expect(editsSince({ first_name: "Jonny", phone: "1" }, { first_name: "Jon", phone: "1" })).toEqual({
      first_name: "Jonny",
    });
  });

  test("after somebody else's change only the fields that both touched are named", () => {
    const theirs = { ...record, first_name: "Johnny", custom_fields: { plans: ["Basic", "Gold"], seats: 1 } };
    const edits = { first_name: "Jon", phone: "1", "custom_fields.plans": [] };
    expect(conflictsOf(fields, record, theirs, edits)).toEqual([
      "First name (now “Johnny”)",
      "Plans (now “Basic, Gold”)",
    ]);
  });
});

describe("a custom field's input", () => {
  const of = (kind: FieldKind): FormField => ({ name: `custom_fields.${kind}`, label: kind, kind });
  const values: readonly (readonly [FieldKind, unknown])[] = [
    ["text", "Ada"],
    ["textarea", "one\ntwo"],
    ["number", -1.5],
    ["currency", 1200.5],
    ["date", "2026-03-15"],
    ["datetime", "2026-03-15T14:00:00Z"],
    ["boolean", false],
    ["select", "Gold"],
    ["multiselect", ["Basic", "Gold"]],
    ["url", "https://example.com"],
    ["email", "ada@example.com"],
    ["phone", "+44 20 7946 0000"],
  ];

  test.each(values)("of the type %s sends back what it showed", (kind, value) => {
    expect(apiValueOf(of(kind), draftOf(of(kind), value))).toEqual(value);
    expect(apiValueOf(of(kind), draftOf(of(kind), null))).toBeNull();
  });

  test("leaves it to the API to refuse what is no value", () => {
    expect(apiValueOf(of("number"), "a dozen")).toBe("a dozen");
    expect(apiValueOf(of("datetime"), "soon")).toBe("soon");
  });

  test("is told for people", () => {
    expect(shownText(of("boolean"), true)).toBe("Yes");
    expect(shownText(of("multiselect"), ["Basic", "Gold"])).toBe("Basic, Gold");
    expect(shownText(of("text"), null)).toBe("");
  });
});
