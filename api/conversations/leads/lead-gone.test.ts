import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteRecord } from "../../kit/records.ts";
import { lead } from "../../resources/lead-record.ts";
import { engines, type TestAnswer } from "../../testing/api.ts";
import { arriveBeforeCommit } from "../../testing/races.ts";
import { openTestSite, type TestSite } from "../../testing/visitor.ts";

describe.each(engines)("while a lead is deleted, on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const makeLead = async (email: string) => {
    const visitor = await site.visit();
    await visitor.say("Hello", { contact: { email } });
    const [made] = await site.leads(email);
    return { visitor, lead_id: made?.lead_id as number };
  };
  const whileDeleting = (leadId: number, call: () => Promise<TestAnswer>) =>
    arriveBeforeCommit(site, (context) => deleteRecord(context, lead, leadId, false), call);

  test("a visitor who names its email is heard, and becomes another lead", async () => {
    const email = "known@example.com";
    const { lead_id } = await makeLead(email);
    const other = await site.visit();
    const said = await whileDeleting(lead_id, () =>
      other.call("POST /widget/message", { message: "Hello again", contact: { email } }),
    );
    expect(said.status).toBe(200);
    const [made, ...more] = await site.leads(email);
    expect(made?.lead_id).not.toBe(lead_id);
    expect(more).toEqual([]);
    expect((await other.conversation()).lead_id).toBe(made?.lead_id);
  });

  test("the visitor in its conversation may still tell a phone number", async () => {
    const { visitor, lead_id } = await makeLead("phone@example.com");
    const told = await whileDeleting(lead_id, () =>
      visitor.call("POST /widget/identify", { identity: { phone: "+1 202 555 0143" } }),
    );
    expect(told.status).toBe(200);
  });

  test("an agent's message in its conversation is taken", async () => {
    const { visitor, lead_id } = await makeLead("agent@example.com");
    const { conversation_id } = await visitor.conversation();
    const said = await whileDeleting(lead_id, () =>
      site.request(`POST /conversations/${conversation_id}/messages`, {
        key: site.secretKey,
        body: { message: "I am here" },
      }),
    );
    expect(said.status).toBe(201);
  });
});
