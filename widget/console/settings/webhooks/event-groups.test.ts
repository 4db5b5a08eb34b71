import { describe, expect, test } from "vitest";
import { eventNames } from "../../../../api/events/names.ts";
import { eventsText, everyEvent, ticked, withEvents, withSubject } from "./event-groups.ts";

describe("the events of a webhook as ticks", () => {
  test("every event that there is can be chosen", () => {
    expect([...everyEvent].sort()).toEqual([...eventNames].sort());
  });

  test("all of a subject is one pattern, and taking one event away spells out the rest", () => {
    const all = withSubject(["lead.created", "note.created"], "lead", true);
    expect(all).toEqual(["lead.*", "note.created"]);
    expect(ticked(all, "lead")).toContain("lead.deleted");
    expect(withEvents(all, "lead", ["lead.created"])).toEqual(["lead.created", "note.created"]);
    expect(withSubject(all, "lead", false)).toEqual(["note.created"]);
  });

  test("taking a subject away from everything leaves all the others", () => {
    const rest = withSubject(["*"], "note", false);
    expect(rest).toHaveLength(6);
    expect(rest).not.toContain("note.*");
  });

  test("they are said in few words", () => {
    expect(eventsText(["*"])).toBe("Every event");
    expect(eventsText(["lead.*", "opportunity.won"])).toBe("all of leads, opportunity.won");
    expect(eventsText(["lead.created", "lead.updated", "note.created"])).toBe("lead.created, lead.updated and 1 more");
  });
});
