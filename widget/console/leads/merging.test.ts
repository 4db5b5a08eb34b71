import { expect, test } from "vitest";
import type { LeadDetail } from "../records.ts";
import { belongingsOf, previewMerge } from "./merging.ts";

const nobody = { first_name: null, last_name: null, email: null, phone: null, company_name: null };

test("a merge keeps a lead's own values and takes the other's where it has none, names as a whole", () => {
  const into = { ...nobody, first_name: "Ada", email: "ada@example.com" };
  const from = { ...nobody, first_name: "Augusta", last_name: "King", email: "a@example.com", phone: "1" };
  expect(previewMerge(into, from)).toEqual([
    { label: "Name", value: "Ada", isTaken: false },
    { label: "Email", value: "ada@example.com", isTaken: false },
    { label: "Phone", value: "1", isTaken: true },
    { label: "Company", value: "", isTaken: false },
  ]);
});

test("what moves along is counted for people", () => {
  const lead = (notes: number, activities: number, conversations: number) =>
    ({
      notes: Array(notes).fill({}),
      activities: Array(activities).fill({}),
      conversations: Array(conversations).fill({}),
    }) as unknown as LeadDetail;
  expect(belongingsOf(lead(2, 1, 1))).toBe("2 notes, 1 activity and 1 conversation");
  expect(belongingsOf(lead(0, 0, 3))).toBe("3 conversations");
  expect(belongingsOf(lead(0, 0, 0))).toBe("");
});
