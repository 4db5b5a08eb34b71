import { expect, test } from "vitest";
import type { CustomField } from "../records.ts";
import { countMapped, targetsOf, withTarget } from "./import-targets.ts";

test("a column may become any field, one of the customer's own, or nothing", () => {
  const fields = [{ key: "seats", label: "Seats" }] as unknown as CustomField[];
  const targets = targetsOf("Notes", fields);
  expect(targets).toContainEqual(["email", "Email"]);
  expect(targets).toContainEqual(["cf.seats", "Seats"]);
  expect(targets).toContainEqual(["raw_payload.Notes", "Keep beside the lead"]);
  expect(targets[0]).toEqual(["", "Leave out"]);
});

test("a field takes one column: the one that had it before is kept beside the lead", () => {
  const mapping = { "E-mail": "email", Mail: "raw_payload.Mail", Phone: "phone" };
  expect(withTarget(mapping, "Mail", "email")).toEqual({
    "E-mail": "raw_payload.E-mail",
    Mail: "email",
    Phone: "phone",
  });
  expect(withTarget(mapping, "Phone", "")).toEqual({ ...mapping, Phone: null });
  expect(countMapped(mapping)).toBe(2);
});
