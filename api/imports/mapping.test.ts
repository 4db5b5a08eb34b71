import { describe, expect, test } from "vitest";
import type { CustomField } from "../kit/custom-fields.ts";
import { mapColumns, mappingQuery } from "./mapping.ts";

const field = (key: string, label: string) => ({ key, label }) as CustomField;
const custom = [field("tier", "Service tier"), field("constructor", "Built by")];

const mapped = (titles: readonly string[]) => mapColumns(titles, undefined, custom);

describe("without a mapping", () => {
  test.each([
    ["E-mail", "email"],
    ["EMAIL ADDRESS", "email"],
    ["first_name", "first_name"],
    ["First Name", "first_name"],
    ["Surname", "last_name"],
    ["Phone number", "phone"],
    ["Company", "company_name"],
    ["Organisation", "company_name"],
    ["Lead Owner", "assigned_to"],
    ["Tags", "tags"],
    ["cf.tier", "cf.tier"],
    ["Service Tier", "cf.tier"],
    ["cf.constructor", "cf.constructor"],
    ["Favourite colour", "raw_payload.Favourite colour"],
    ["toString", "raw_payload.toString"],
    ["__proto__", "raw_payload.__proto__"],
  ])("a column called %s becomes %s", (title, target) => {
    const mapping = mapped([title, "tel", "mail"]);
    expect(Object.getOwnPropertyDescriptor(mapping, title)?.value).toBe(target);
  });

  test("the column that is named as the field is wins; the other one is kept in raw_payload", () => {
    expect(mapped(["Mobile", "phone"])).toEqual({ Mobile: "raw_payload.Mobile", phone: "phone" });
    expect(mapped(["Mobile", "Telephone"])).toEqual({ Mobile: "phone", Telephone: "raw_payload.Telephone" });
  });

  test("a column that is the raw_payload leaves the others out, as our own export needs", () => {
    expect(mapped(["lead_id", "email", "raw_payload"])).toEqual({
      ...{ lead_id: null, email: "email", raw_payload: "raw_payload" },
    });
  });

  test("titles that name no way to reach anybody are refused", () => {
    expect(() => mapped(["first_name", "last_name", "Size"])).toThrow(/No title of the first line/);
    expect(mapped(["last name", "company"])).toEqual({ "last name": "last_name", company: "company_name" });
  });
});

describe("a mapping", () => {
  test("is obeyed alone: what it does not name is kept, what it maps to null is left out", () => {
    const wish = { A: "email", B: "cf.tier", C: null, D: "raw_payload.size" };
    expect(mapColumns(["A", "B", "C", "D", "first_name"], wish, custom)).toEqual({
      ...wish,
      first_name: "raw_payload.first_name",
    });
  });

  test("can be sent as it was answered", () => {
    const titles = ["email", "Size", "Service tier"];
    const answered = mapColumns(titles, undefined, custom);
    expect(mapColumns(titles, answered, custom)).toEqual(answered);
  });

  test.each<[string, Record<string, string | null>, string]>([
    ["an unknown column", { X: "email", A: "phone" }, "unknown_column"],
    ["an unknown field", { A: "e_mail" }, "unknown_field"],
    ["an unknown custom field", { A: "cf.nope" }, "unknown_field"],
    ["a field of every object", { A: "toString" }, "unknown_field"],
    ["a part of raw_payload without a name", { A: "raw_payload." }, "unknown_field"],
    ["two columns for one field", { A: "email", B: "email" }, "taken"],
    ["the raw_payload and a part of it", { A: "raw_payload", B: "raw_payload.size" }, "taken"],
    ["a part of the raw_payload and all of it", { A: "raw_payload.size", B: "raw_payload" }, "taken"],
    ["no column that reaches anybody", { A: "first_name", B: null }, "no_lead"],
  ])("with %s is refused", (_, wish, code) => {
    expect(() => mapColumns(["A", "B"], wish, custom)).toThrow(
      expect.objectContaining({
        details: expect.arrayContaining([expect.objectContaining({ field: "mapping", code })]),
      }),
    );
  });

  test.each(["", "email", "[]", '{"a":1}', "null"])("that is %j is refused", (text) => {
    expect(mappingQuery.safeParse(text).success).toBe(false);
  });
});
