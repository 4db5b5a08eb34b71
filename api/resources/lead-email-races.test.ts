import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { oneAtATime } from "../conversations/leads/lead-match.ts";
import { restoreRecord } from "../kit/records.ts";
import { engines } from "../testing/api.ts";
import { type LeadSite, openLeadSite } from "../testing/lead-site.ts";
import { arriveBeforeCommit, type Working } from "../testing/races.ts";
import { holdEmailOf } from "./lead-email.ts";
import { createLead, lead } from "./lead-record.ts";

describe.each(engines)("an email that two would have at this moment, on %s", (engine) => {
  let site: LeadSite;
  beforeAll(async () => {
    site = await openLeadSite(engine);
  });
  afterAll(() => site.close());

  /** What a visitor's message does that makes a lead of it. */
  const makeByMessage = (email: string) => async (context: Working) => {
    await oneAtATime(context, { email, phone_e164: null });
    await createLead(context, { email, source: "chat_widget" });
  };

  const closed = async (email: string) => await site.makeLead({ email, status: "unqualified" });
  const cases: [string, (email: string) => Promise<string | [string, object]>][] = [
    [
      "gives another lead",
      async (email) => [`PUT /leads/${(await site.makeLead({ phone: "12345" })).lead_id}`, { email }],
    ],
    [
      "takes a lead up again",
      async (email) => [`PUT /leads/${(await closed(email)).lead_id}`, { status: "contacted" }],
    ],
    [
      "restores a lead",
      async (email) => {
        const { lead_id } = await site.makeLead({ email });
        await site.ask(`DELETE /leads/${lead_id}`);
        return `POST /leads/${lead_id}/restore`;
      },
    ],
    [
      "takes a merge back",
      async (email) => {
        const [gone, into] = [await site.makeLead({ email }), await site.makeLead({ email: site.newEmail() })];
        await site.ask(`POST /leads/${into.lead_id}/merge`, { from_lead_id: gone.lead_id });
        return `POST /leads/${gone.lead_id}/unmerge`;
      },
    ],
  ];
  test.each(cases)("is the visitor's, and whoever %s by it hears whose it is", async (_, prepare) => {
    const email = site.newEmail();
    const [call, body] = [await prepare(email)].flat() as [string, object?];
    const answer = await arriveBeforeCommit(site, makeByMessage(email), () =>
      site.request(call, { key: site.secretKey, body }),
    );
    const { lead_id } = await onlyOpen(email);
    expect(answer).toMatchObject({ status: 409, body: { code: "DUPLICATE" } });
    expect(answer.body.details[0].existing).toEqual({ type: "lead", id: lead_id });
  });

  const onlyOpen = async (email: string) => {
    const open = (await site.leads(email)).filter(({ status }) => status !== "unqualified");
    expect(open).toHaveLength(1);
    return open[0];
  };

  test("a merge leaves it where it is", async () => {
    const email = site.newEmail();
    const [into, from] = [await site.makeLead({ phone: "12345" }), await closed(email)];
    const merged = await arriveBeforeCommit(site, makeByMessage(email), () =>
      site.request(`POST /leads/${into.lead_id}/merge`, { key: site.secretKey, body: { from_lead_id: from.lead_id } }),
    );
    expect(merged).toMatchObject({ status: 200, body: { data: { email: null } } });
    expect((await onlyOpen(email)).lead_id).not.toBe(into.lead_id);
  });

  test("an agent's link of a conversation leaves it where it is", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ phone: "12345" });
    const visitor = await site.visit({ identity: { email } });
    const { conversation_id } = await visitor.say("hello");
    await site.ask(`DELETE /leads/${(await site.onlyLead(email)).lead_id}`);
    const linked = await arriveBeforeCommit(site, makeByMessage(email), () =>
      site.request(`POST /conversations/${conversation_id}/lead`, { key: site.secretKey, body: { lead_id } }),
    );
    expect(linked).toMatchObject({ status: 200, body: { data: { lead_id } } });
    expect((await site.lead(lead_id)).email).toBeNull();
  });

  test("a visitor who tells it while a lead with it is restored is heard, and is that lead's", async () => {
    const email = site.newEmail();
    const { lead_id } = await site.makeLead({ email });
    await site.ask(`DELETE /leads/${lead_id}`);
    const visitor = await site.visit({ identity: { email } });
    const said = await arriveBeforeCommit(
      site,
      async (context) => {
        await holdEmailOf(context, lead_id);
        await restoreRecord(context, lead, lead_id);
      },
      () => visitor.call("POST /widget/message", { message: "hello" }),
    );
    expect(said.status).toBe(200);
    expect((await visitor.conversation()).lead_id).toBe(lead_id);
  });
});
