import { describe, expect, test } from "vitest";
import type { ConversationDetail } from "../records.ts";
import { suggestedAddition, suggestedLead, suggestionText } from "./suggestion.ts";

const email = "jane@globex.example";
const phone = "+1 213 373 4253";

function detail(found: object, lead: object | null = null): ConversationDetail {
  const visitor = { found: { email: null, phone: null, ...found } };
  return { lead, contact_id: null, visitor } as ConversationDetail;
}

describe("what an agent may confirm", () => {
  test("R3b: what the messages mention makes a lead where there is none", () => {
    expect(suggestedLead(detail({ email }))).toEqual({ email });
    expect(suggestedLead(detail({ email, phone }))).toEqual({ email, phone });
    expect(suggestedLead(detail({}))).toBeNull();
  });

  test("where there is a lead or a contact, what the messages mention makes no other", () => {
    expect(suggestedLead(detail({ email }, { email }))).toBeNull();
    expect(suggestedLead({ ...detail({ email }), contact_id: 201 })).toBeNull();
  });

  test("only what the lead lacks is offered, and nothing for one that is converted", () => {
    expect(suggestedAddition(detail({ email, phone }, { status: "new", email: null, phone: "1" }))).toEqual({ email });
    expect(suggestedAddition(detail({ email, phone }, { status: "new", email: "x@y.example", phone: "1" }))).toBeNull();
    expect(suggestedAddition(detail({ email }, { status: "converted", email: null, phone: null }))).toBeNull();
    expect(suggestedAddition(detail({ email }))).toBeNull();
  });

  test("it is named in words", () => {
    expect(suggestionText({ email })).toBe(email);
    expect(suggestionText({ phone })).toBe("+1\u00a0213\u00a0373\u00a04253");
    expect(suggestionText({ email, phone })).toBe(`${email} and +1\u00a0213\u00a0373\u00a04253`);
  });
});
