import { describe, expect, test } from "vitest";
import { firstToAnswer, minutesOf, type Speaker, type Story, summarise } from "./conversation-summary.ts";

const conversation: Story["conversation"] = {
  status: "ended",
  created_at: "2026-03-10T14:30:00Z",
  last_message_at: "2026-03-10T14:41:30Z",
  page_url: "https://a.example/now",
  rating: null,
  rating_comment: null,
};
const visitor: Speaker = { kind: "visitor", employeeId: null, name: null, messages: 3 };
const agent = (employeeId: number | null, name: string): Speaker => ({ kind: "agent", employeeId, name, messages: 1 });
const story = { conversation, speakers: [visitor], landingUrl: null, transcript: "https://b.example/crm/inbox/7" };

describe("R14: what an activity says of a conversation", () => {
  test("the page it was on where the first is unknown, and that nobody answered", () => {
    expect(summarise(story).split("\n")).toEqual([
      "10 March 2026, 14:30 to 14:41 UTC, 12 min. Ended by the visitor.",
      "Visitor: 3 messages. No person has answered.",
      "First page: https://a.example/now",
      "Transcript: https://b.example/crm/inbox/7",
    ]);
  });

  test("both days of one that went on", () => {
    const long = { ...conversation, last_message_at: "2026-03-12T09:10:00Z" };
    expect(summarise({ ...story, conversation: long })).toMatch(
      /^10 March 2026, 14:30 to 12 March 2026, 09:10 UTC, 2560 min\./,
    );
  });

  test("some of very many agents by name, the others by their number", () => {
    const agents = Array.from({ length: 13 }, (_, i) => agent(i + 1, `Agent ${i}`));
    expect(summarise({ ...story, speakers: [visitor, ...agents] })).toContain("Agent 9: 1 message. 3 more answered.");
  });

  test("minutes are rounded up, none for a single message, and never more than an activity takes", () => {
    const lasting = (last_message_at: string | null) => minutesOf({ ...conversation, last_message_at });
    expect([lasting("2026-03-10T14:30:01Z"), lasting("2026-03-10T14:30:00Z"), lasting(null)]).toEqual([1, 0, 0]);
    expect(lasting("2027-03-10T14:30:00Z")).toBe(100_000);
  });

  test("an employee is who answered first, not a key before", () => {
    expect(firstToAnswer([visitor, agent(null, "My server"), agent(5, "Jane"), agent(6, "Joe")])).toBe(5);
    expect(firstToAnswer([visitor])).toBeNull();
  });
});
