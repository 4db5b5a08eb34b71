import { expect, test } from "vitest";
import { filled, isEmail, problemOf } from "./fields.ts";

const fields = [
  { name: "name", required: false },
  { name: "phone", required: true },
] as const;

test("a form says what was written, without blanks and empty fields", () => {
  expect(filled(fields, { name: "  ", phone: " 555 0100 ", email: "not asked for" })).toEqual({ phone: "555 0100" });
});

test("only what is required must be there, and only slips are caught", () => {
  const [name, phone] = fields;
  expect(problemOf(name, {})).toBeNull();
  expect(problemOf(phone, {})).toBe("required");
  expect(problemOf(phone, { phone: "call me" })).toBe("invalidPhone");
  for (const text of ["+1 (555) 010-0199", "030/90 18 20", "555-0100 ext. 7", "٠٣٠١٢٣٤٥"])
    expect(problemOf(phone, { phone: text }), text).toBeNull();
  expect(problemOf({ name: "email", required: false }, { email: "jane at globex" })).toBe("invalid");
});

test("an address is not mistaken for a slip", () => {
  for (const text of ["jane+chat@globex.example", "j@x.co", "müller@bücher.example"])
    expect(isEmail(text), text).toBe(true);
  for (const text of ["jane@globex", "jane@.example", "jane doe@globex.example", "@globex.example"])
    expect(isEmail(text), text).toBe(false);
});
