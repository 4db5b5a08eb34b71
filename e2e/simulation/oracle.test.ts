import { describe, expect, test } from "vitest";
import { simulateMonth } from "./month.ts";
import { type Rules, rules } from "./oracle/rules.ts";
import type { Tamper } from "./world.ts";

const never = Number.POSITIVE_INFINITY;
const month = { engine: "sqlite", people: 12, seed: 7 } as const;

describe("the simulation finds", { timeout: 60_000 }, () => {
  test.each<[string, string, Partial<Rules>]>([
    ["a wrong number of points", "the offline form", { points: { ...rules.points, offline_form: 15 } }],
    ["phones that match whatever the emails say", "two people share a phone", { samePhone: samePhoneAlone }],
    ["emails that no lead is found by", "the same email in two browsers", { sameEmail: () => false }],
    ["claims that overwrite", "claims the email of a proved person", { mayWrite: ({ isLocked }) => !isLocked }],
    ["edits that lock nothing", "an agent corrects the lead", { mayWrite: ({ current }) => current === null }],
    ["conversations that join closed leads", "marked unqualified", { takesConversations: () => true }],
    ["contacts that get a new lead", "the lead becomes a contact", { contactTakes: false }],
    ["owners that change", "others answer", { ownerAfterReply: (owner, person) => person ?? owner }],
    ["closes that are for good", "within a week of the agent's close", { reopens: () => false }],
    ["conversations that never close by themselves", "lies idle for more than two weeks", { idleUntil: () => never }],
  ])("%s", async (_, about, wrong) => {
    expect((await simulateMonth({ ...month, about })).mismatches).toEqual([]);
    expect((await simulateMonth({ ...month, about, wrong })).mismatches).not.toEqual([]);
  });

  test("a message that somebody else wrote", async () => {
    const { mismatches } = await simulateMonth({ ...month, tamper: mixUpHistories() });
    expect(mismatches.join("\n")).toMatch("what is read");
  });

  test("an event that is told twice", async () => {
    const { mismatches } = await simulateMonth({ ...month, tamper: repeatLastEvent });
    expect(mismatches.join("\n")).toMatch("told");
  });
});

/** Puts the first message of whoever read before in front of what is read. */
function mixUpHistories(): Tamper {
  let others: unknown[] = [];
  return (operation, answer) => {
    if (operation !== "GET /widget/messages") return answer;
    const data = [...others, ...answer.data];
    others = answer.data.slice(0, 1);
    return { ...answer, data };
  };
}

const repeatLastEvent: Tamper = (operation, answer) =>
  operation === "GET /events" ? { ...answer, data: [...answer.data, ...answer.data.slice(-1)] } : answer;

function samePhoneAlone(known: { phone: string | null }, who: { phone: string | null }): boolean {
  const digits = (phone: string | null) => phone?.replaceAll(/\D/g, "").slice(-10) ?? "";
  return digits(known.phone).length === 10 && digits(known.phone) === digits(who.phone);
}
