import { describe, expect, test } from "vitest";
import {
  cleanName,
  findContact,
  isBusinessEmail,
  normalizeEmail,
  splitName,
  suggestCompany,
  toE164,
} from "./contact-details.ts";

describe("R4: emails", () => {
  test.each([
    [" Jo.Doe+Chat@Example.COM ", "jo.doe+chat@example.com"],
    ["jose\u0301@example.com", "jos\u00e9@example.com"],
    ["jo@münchen.example", "jo@münchen.example"],
    ["J\u030c@example.com", "\u01f0@example.com"],
    ["jo@1.2.3.44", null],
    ["jo@example", null],
    ["jo\ud800@example.com", null],
    ["jo@@example.com", null],
    ["jo doe@example.com", null],
    ["jo@-example.com", null],
    ["jo@example.com, al@example.com", null],
    [`${"x".repeat(65)}@example.com`, null],
    ["", null],
    [undefined, null],
  ])("%s is kept as %s", (given, kept) => {
    expect(normalizeEmail(given)).toBe(kept);
  });
});

describe("R4: phones are E.164 with the space's country", () => {
  test.each([
    ["(415) 555-2671", "US", "+14155552671"],
    ["030 901820", "DE", "+4930901820"],
    ["+44 20 7946 0958", "US", "+442079460958"],
    ["12", "US", null],
    ["call me", "US", null],
    ["(415) 555-2671", "nowhere", "+14155552671"],
  ])("%s in %s is %s", (given, country, e164) => {
    expect(toE164(given, country)).toBe(e164);
  });
});

describe("R3b: contact details in a message", () => {
  test.each([
    ["you can reach me at Jo@Acme.example.", { email: "jo@acme.example" }],
    ["mail: <jo@acme.example>, thanks", { email: "jo@acme.example" }],
    ["call (415) 555-2671 after five", { phone: "+1 415 555 2671" }],
    ["my printer shows error 0x00000bcb since 2026-03-10", {}],
    ["order 12345678 of 10.0.0.12", {}],
    ["hello", {}],
  ])("%s", (text, found) => {
    expect(findContact(text, "US")).toEqual(found);
  });
});

describe("R13: names and companies", () => {
  test.each([
    ["John Doe", "John", "Doe"],
    ["  Ana  Maria   Silva ", "Ana Maria", "Silva"],
    ["Cher", "Cher", null],
    ["   ", null, null],
    [undefined, null, null],
  ])("%s splits into %s and %s", (name, first_name, last_name) => {
    expect(splitName(name)).toEqual({ first_name, last_name });
  });

  test("a name cannot turn the text around it", () => {
    expect(cleanName("Jo\u202Egpj\u2066\nDoe\0")).toBe("Jogpj Doe");
  });

  test.each([
    ["jo@acme.com", "Acme"],
    ["jo@it.acme-tools.co.uk", "Acme Tools"],
    ["jo@gmail.com", null],
    ["jo@yahoo.co.jp", null],
    [null, null],
  ])("%s suggests %s", (email, company) => {
    expect(suggestCompany(email)).toBe(company);
  });

  test.each(["jo@gmail.com", "jo@outlook.de", "jo@gmx.ch", "jo@posteo.de", "jo@mailinator.com"])(
    "%s is at a mail host",
    (email) => {
      expect(isBusinessEmail(email)).toBe(false);
    },
  );

  test.each(["jo@gmail.company.example", "jo@live.acme.com", "jo@example.com"])("%s is not", (email) => {
    expect(isBusinessEmail(email)).toBe(true);
  });
});
