import { describe, expect, test } from "vitest";
import { openTestApi, type TestAnswer } from "../testing/api.ts";
import { requireDocumentedEvents, wrongIn } from "../testing/payloads.ts";
import { eventNames } from "./names.ts";
import { wholeOf } from "./payloads.ts";

const contact: TestAnswer["body"] = {
  ...{ contact_id: 1, first_name: "Jane", last_name: null, email: null, phone: null, phone_e164: null, title: null },
  ...{ prospect_id: null, lead_id: null, assigned_to: null, tags: [], custom_fields: {} },
  ...{ created_at: "2026-03-10T14:30:00Z", updated_at: "2026-03-10T14:30:00Z" },
};

describe("what an event says is held to what is documented", () => {
  const previous = { first_name: "John" };
  test.each([
    ["a whole record", "contact.created", contact],
    ["a change with the values before", "contact.updated", { ...contact, previous }],
    ["an erased record", "contact.deleted", { contact_id: 1, erased: true }],
    ["an event whose record was erased since", "contact.created", { contact_id: 1, erased: true }],
  ])("%s is right", (_, event, data) => {
    expect(wrongIn(event, data)).toBeNull();
  });

  test.each([
    ["a field more", "contact.created", { ...contact, nickname: "JJ" }, /nickname/],
    ["a field less", "contact.created", { ...contact, tags: undefined }, /tags/],
    ["a change without the values before", "contact.updated", contact, /previous/],
    [
      "values before that no change is announced by",
      "contact.updated",
      { ...contact, previous: { updated_at: "" } },
      /at previous/,
    ],
    ["values before where nothing changed", "contact.created", { ...contact, previous }, /previous/],
    ["more than the id of an erased record", "contact.deleted", { ...contact, erased: true }, /first_name/],
    ["an event that nobody knows", "contact.renamed", contact, /is no event/],
  ])("%s is wrong, and it is named", (_, event, data, complaint) => {
    expect(wrongIn(event, data)).toMatch(complaint);
  });

  test("a test that wrote a wrong one fails by its name", async () => {
    const house = await openTestApi({ checksEvents: false });
    const space = await house.space();
    await space.write(({ emit }) => emit("contact.created", { ...contact, first_name: 7 }));
    await expect(requireDocumentedEvents(space)).rejects.toThrow(/event 1: contact\.created: .*first_name/s);
    await house.close();
  });

  test("each begins with the id of what it tells of", () => {
    for (const name of eventNames.filter((one) => one !== "conversation.message")) {
      expect(Object.keys(wholeOf(name).shape)[0]).toBe(`${name.slice(0, name.indexOf("."))}_id`);
    }
  });
});
