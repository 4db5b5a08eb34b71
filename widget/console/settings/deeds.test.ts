import { describe, expect, test } from "vitest";
import { actionsOf, deedText, doerOf, kindChoices } from "./deeds.ts";

describe("the audit log in sentences", () => {
  test.each([
    ["employee:1", "Olga", "Olga"],
    ["employee:1", null, "Employee 1"],
    ["key:7", "Server", "API key “Server”"],
    ["key:7", null, "API key 7"],
    ["system", null, "Valethon"],
    ["anyone", null, "Somebody"],
  ])("%s called %s is %s", (actor, actor_name, text) => {
    expect(doerOf({ actor, actor_name })).toBe(text);
  });

  test.each([
    ["employee.made_admin", "employee:3", "Ben", "made Ben an admin"],
    ["session.refused", "employee:3", "Ben", "tried to sign in as Ben, and was refused"],
    ["session.refused", null, null, "tried to sign in, and was refused"],
    ["settings.changed", "company_name,time_zone", null, "changed settings: company name, time zone"],
    ["key.rolled", "key:7", "Server", "replaced the API key “Server”"],
    ["key.rolled", "key:7", null, "replaced the API key 7"],
    ["webhook.gone", "webhook:4", null, "disabled webhook 4, whose server said that it is gone"],
    ["custom_field.created", "lead.plan_size", null, "made the custom field lead.plan_size"],
    ["person.erased", "lead:5,contact:2", null, "erased a person for good (lead 5, contact 2)"],
    ["list.exported", "leads", null, "exported the list of leads"],
  ])("%s of %s", (action, target, target_name, text) => {
    expect(deedText({ action, target, target_name })).toBe(text);
  });

  test("a deed that this page does not know yet is told by its name", () => {
    expect(deedText({ action: "report.made_weekly", target: "report:2", target_name: null })).toBe(
      "report made weekly: report 2",
    );
  });

  test("every kind has actions, and each action is of one kind", () => {
    const all = kindChoices.flatMap(([kind]) => actionsOf(kind)?.split(",") ?? []);
    expect(all).not.toContain("");
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(40);
    expect(actionsOf("no-such-kind")).toBeUndefined();
  });
});
