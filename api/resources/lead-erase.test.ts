import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("erased leads on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const call = (operation: string, body?: object) => site.request(operation, { key: site.secretKey, body });
  let number = 0;
  async function makeLead(more: object = {}): Promise<number> {
    number += 1;
    const lead = { last_name: `Lead ${number}`, company_name: "Acme", ...more };
    return (await site.ask("POST /leads", lead)).data.lead_id;
  }

  test("erasing the middle of a chain of merges erases what went into it; both ids still tell where they went", async () => {
    const [last, middle, first] = [await makeLead(), await makeLead(), await makeLead({ phone: "+1 415 555 2671" })];
    await site.ask(`POST /leads/${middle}/merge`, { from_lead_id: first });
    await site.ask(`POST /leads/${last}/merge`, { from_lead_id: middle });
    await site.purge(`/leads/${middle}`);
    for (const id of [first, middle]) {
      expect((await call(`GET /leads/${id}`)).body.details).toMatchObject([{ merged_into: last }]);
      for (const way of ["restore", "unmerge"]) {
        expect([404, 409]).toContain((await call(`POST /leads/${id}/${way}`)).status);
      }
    }
    // What it was merged into keeps the values it took over: they are its own.
    expect((await site.ask(`GET /leads/${last}`)).data.phone_e164).toBe("+14155552671");
    const { read } = await site.space();
    const standing = read.selectFrom("leads").select("lead_id").where("lead_id", "in", [first, middle, last]);
    expect(await standing.execute()).toEqual([{ lead_id: last }]);

    await site.purge(`/leads/${last}`);
    for (const id of [first, middle]) expect((await call(`GET /leads/${id}`)).body.details).toEqual([]);
  });

  test("a conversation stays without its lead; while that can be restored it shows none and finds it again", async () => {
    const visitor = await site.visit();
    await visitor.say("Hello", { contact: { email: "softly@example.com" } });
    const { conversation_id, lead } = await visitor.conversation();
    const path = `/leads/${lead.lead_id}`;
    await site.ask(`DELETE ${path}`);
    expect((await visitor.conversation()).lead).toBeNull();
    await site.ask(`POST ${path}/restore`);
    expect((await visitor.conversation()).lead).toMatchObject({ lead_id: lead.lead_id });
    await site.purge(path);
    expect(await visitor.conversation()).toMatchObject({ conversation_id, lead: null, lead_id: null });
    expect((await visitor.say("Still there?")).message_id).toBeGreaterThan(0);
  });
});
