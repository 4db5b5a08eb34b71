import { describe, expect, test } from "vitest";
import type { LeadDetail } from "../records.ts";
import { originOf } from "./origins.ts";

const at = "2026-03-10T14:30:00Z";
const lead = {
  lead_id: 42,
  first_name: "Jane",
  last_name: "Doe",
  email: "jane@example.com",
  phone: "+1 213 373 4253",
  company_name: null,
  field_origins: {
    first_name: { origin: "given", at },
    last_name: { origin: "edited", at },
    email: { origin: "claimed", at, conversation_id: 7 },
    phone: { origin: "verified", at },
    company_name: { origin: "claimed", at },
  },
} as unknown as LeadDetail;

describe("where a lead's values came from", () => {
  test("R8: what a visitor typed is told apart from what the site proved", () => {
    expect(originOf(lead, {}, "email")).toEqual({ text: "Typed by the visitor", at, conversationId: 7 });
    expect(originOf(lead, {}, "phone")).toEqual({ text: "Proved by your website", at, conversationId: null });
  });

  test("a company that the visitor's email suggests was not typed", () => {
    const suggested = { ...lead, company_name: "Example" };
    expect(originOf(suggested, {}, "company_name")?.text).toBe("By what the visitor told");
  });

  test("what the team or its systems wrote goes without saying, and so does what nobody traced", () => {
    expect(originOf(lead, {}, "first_name")).toBeNull();
    expect(originOf(lead, {}, "last_name")).toBeNull();
    expect(originOf({ ...lead, field_origins: {} }, {}, "email")).toBeNull();
  });

  test("an empty value has none, and one that is being changed has another by then", () => {
    expect(originOf(lead, {}, "company_name")).toBeNull();
    expect(originOf(lead, { email: "j@example.com" }, "email")).toBeNull();
  });
});
