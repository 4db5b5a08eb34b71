import { describe, expect, test } from "vitest";
import type { Opportunity } from "../records.ts";
import { changesOf, conflictsOf, problemsOf, withEdit } from "./deal-edits.ts";

const deal = { name: "Acme", value: 1500, currency: "USD", expected_close_date: null, probability: 30 } as Opportunity;

describe("edits of a deal", () => {
  test("one that returns to what is stored is none", () => {
    const edited = withEdit(deal, {}, "value", "1600");
    expect(withEdit(deal, edited, "value", "1500")).toEqual({});
  });

  test("reach the API as amounts and days; an emptied probability is the stage's", () => {
    expect(changesOf({ value: "1,600.50", probability: "", expected_close_date: "", name: " Acme Corp " })).toEqual({
      ...{ value: 1600.5, probability: null, expected_close_date: null, name: "Acme Corp" },
    });
  });

  test("what cannot be is said before anything is sent", () => {
    expect(Object.keys(problemsOf({ name: " ", value: "lots", probability: "101" }))).toEqual([
      "name",
      "value",
      "probability",
    ]);
    expect(problemsOf({ name: "Acme", value: "", probability: "100" })).toEqual({});
  });

  test("tells which of them somebody else changed too", () => {
    const after = { ...deal, value: 1700, name: "Acme Corp" };
    expect(conflictsOf(deal, after, { value: "1600" })).toEqual(["Value (now “1700”)"]);
  });
});
