import { expect, test } from "vitest";
import { findContact } from "./contact.ts";

test.each([
  ["mail me at jo@example.com.", { email: "jo@example.com" }],
  ["Jo.Doe+chat@mail.example.co.uk please", { email: "Jo.Doe+chat@mail.example.co.uk" }],
  ["call +1 (555) 010-0123 after five", { phone: "+1 (555) 010-0123" }],
  ["my number: 030 12345678", { phone: "030 12345678" }],
  ["jo@example.com or 030 12345678", { email: "jo@example.com" }],
])("finds how to reach the visitor in %j", (text, found) => {
  expect(findContact(text)).toEqual(found);
});

test.each([
  "The printer is broken",
  "it costs 1000",
  "error 0x80070005 since 2024-01-15",
  "on 15.01.2024 it worked",
  "@channel look",
  "invoice 12345678901234567890",
  "",
])("finds nothing in %j", (text) => {
  expect(findContact(text)).toBeNull();
});
