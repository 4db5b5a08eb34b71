import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../testing/api.ts";
import { openTestSite, type TestSite, type TestVisitor } from "../../testing/visitor.ts";

const day = 86_400_000;

describe.each(engines)("R15: the pages a lead looks at count at once over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  let count = 0;
  /** A visitor on one plain page who is a lead by an email of a free provider: 20 points. */
  async function aLead() {
    const email = `looker-${++count}@gmail.com`;
    const visitor = await site.visit({ identity: { email }, page_url: "https://a.example/" });
    await visitor.say("hello");
    return { visitor, lead: async () => (await site.leads(email))[0] };
  }
  const see = async (visitor: TestVisitor, ...paths: string[]) => {
    for (const path of paths) {
      site.clock.advance(2000);
      await visitor.call("POST /widget/page", { page_url: `https://a.example${path}` });
    }
  };
  const names = (events: { event: string }[]) => events.map(({ event }) => event);

  test("pricing or contact 15, three or more pages 5, each told of once", async () => {
    const { visitor, lead } = await aLead();
    expect((await lead()).score).toBe(20);
    const events = await site.during(() => see(visitor, "/pricing"));
    expect(events).toMatchObject([{ event: "lead.updated", data: { score: 35, previous: { score: 20 } } }]);
    expect(names(await site.during(() => see(visitor, "/about")))).toEqual(["lead.updated"]);
    const { score, score_breakdown } = await lead();
    expect([score, score_breakdown.map(({ reason }: { reason: string }) => reason)]).toEqual([
      40,
      ["email", "key_page", "three_pages"],
    ]);
  });

  test("nothing is written when nothing new is shown", async () => {
    const { visitor, lead } = await aLead();
    await see(visitor, "/pricing", "/about");
    const before = await lead();
    expect(await site.during(() => see(visitor, "/contact", "/pricing", "/blog", "/about"))).toEqual([]);
    expect(await lead()).toEqual(before);
  });

  test("a closed lead's score stays as it was", async () => {
    const { visitor, lead } = await aLead();
    const { lead_id } = await lead();
    await site.ask(`PUT /leads/${lead_id}`, { status: "unqualified" });
    expect(await site.during(() => see(visitor, "/pricing"))).toEqual([]);
    expect((await lead()).score).toBe(20);
  });

  test("a score set by hand stays, and what was earned counts once it follows again", async () => {
    const { visitor, lead } = await aLead();
    const { lead_id } = await lead();
    await site.ask(`PUT /leads/${lead_id}`, { score: 7 });
    await see(visitor, "/pricing");
    expect((await lead()).score).toBe(7);
    expect((await site.ask(`PUT /leads/${lead_id}`, { score: null })).data.score).toBe(35);
  });

  test("the page of a message and of a resumed session count too", async () => {
    const one = await aLead();
    await one.visitor.say("How much is it?", { page_url: "https://a.example/pricing" });
    expect((await one.lead()).score).toBe(35);
    const other = await aLead();
    site.clock.advance(2000);
    const { session_id } = other.visitor;
    const resume = { session_id, page_url: "https://a.example/kontakt" };
    await site.request("POST /widget/init", { key: site.publicKey, body: resume });
    expect((await other.lead()).score).toBe(35);
  });

  test("of a visitor who is no lead, or whose lead is gone, no lead is asked for", async () => {
    const stranger = await site.visit();
    await stranger.say("hello");
    expect(await site.during(() => see(stranger, "/pricing", "/a", "/b"))).toEqual([]);
    const { visitor, lead } = await aLead();
    await site.ask(`DELETE /leads/${(await lead()).lead_id}`);
    expect(await site.during(() => see(visitor, "/pricing"))).toEqual([]);
  });

  test("R12: agents are shown no page older than 30 days, whether another was seen since or not", async () => {
    const { visitor } = await aLead();
    site.clock.advance(29 * day);
    await see(visitor, "/new");
    const shown = async () => (await visitor.conversation()).visitor.trail.length;
    expect(await shown()).toBe(2);
    site.clock.advance(day);
    expect(await shown()).toBe(1);
  });
});
