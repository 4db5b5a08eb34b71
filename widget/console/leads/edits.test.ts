import { describe, expect, test } from "vitest";
import type { Lead } from "../records.ts";
import { changesOf, conflictsOf, shownValue, withEdit } from "./edits.ts";

const lead = {
  lead_id: 42,
  first_name: "John",
  last_name: "Doe",
  email: "john@example.com",
  phone: null,
  company_name: null,
} as Lead;

describe("editing a lead", () => {
  test("an edit is shown in place of the stored value until it returns to it", () => {
    const edits = withEdit(lead, {}, "first_name", "Jon");
    expect(shownValue(lead, edits, "first_name")).toBe("Jon");
    expect(shownValue(lead, edits, "phone")).toBe("");
    expect(withEdit(lead, edits, "first_name", "John")).toEqual({});
  });
  test("only what changed is sent, emptied fields as null", () => {
    expect(changesOf({ first_name: " Jon ", email: " " })).toEqual({ first_name: "Jon", email: null });
  });
  test("after somebody else's change only the fields that both touched are named", () => {
    const theirs = { ...lead, first_name: "Johnny", company_name: "Acme" };
    expect(conflictsOf(lead, theirs, { first_name: "Jon", phone: "1" })).toEqual(["First name (now “Johnny”)"]);
  });
});
