import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { engines } from "../testing/api.ts";
import { createChats } from "../testing/chats.ts";
import { noRequest, openTestSite, type TestSite } from "../testing/visitor.ts";
import { noteLinked } from "./conversation-activity.ts";

const minute = 60_000;

describe.each(engines)("R14: the activity goes where its conversation goes over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  const { activitiesOf, chat, newEmail } = createChats(() => site);

  test("a closed lead's activity goes to the contact, and is still written there", async () => {
    const { visitor, activity, lead_id } = await chat();
    const { contact_id } = (await site.ask(`POST /leads/${lead_id}/convert`, { create_prospect: false })).data;
    await visitor.say("One more");
    await visitor.call("POST /widget/end");
    expect(await activitiesOf("contact", contact_id)).toMatchObject([
      { activity_id: activity.activity_id, description: expect.stringContaining("Visitor: 2 messages.") },
    ]);
  });

  test("moves along when leads are merged, and back", async () => {
    const [one, other] = [await chat(), await chat()];
    await site.ask(`POST /leads/${one.lead_id}/merge`, { from_lead_id: other.lead_id });
    await other.visitor.call("POST /widget/end");
    expect(await activitiesOf("lead", one.lead_id)).toHaveLength(2);
    await site.ask(`POST /leads/${other.lead_id}/unmerge`);
    expect(await activitiesOf("lead", other.lead_id)).toMatchObject([{ activity_id: other.activity.activity_id }]);
  });

  /** Links as whoever links does: the columns, then the activity. */
  async function relink(conversation_id: number, columns: { lead_id: number | null; contact_id: number | null }) {
    const space = await site.space();
    await space.write(async (transaction) => {
      const linked = await transaction.db
        .updateTable("conversations")
        .set(columns)
        .where("conversation_id", "=", conversation_id)
        .returningAll()
        .executeTakeFirstOrThrow();
      const now = timestamp(site.clock.now());
      await noteLinked({ ...transaction, api: site.api, space, now, request: noRequest }, linked);
    });
  }

  test("moves along when its conversation is linked to another lead, without a second one", async () => {
    const { activity, conversation_id, lead_id } = await chat();
    const other = (await site.ask("POST /leads", { email: newEmail() })).data.lead_id;
    const events = await site.during(() => relink(conversation_id, { lead_id: other, contact_id: null }));
    expect(events).toEqual([]);
    expect(await activitiesOf("lead", lead_id)).toEqual([]);
    expect(await activitiesOf("lead", other)).toMatchObject([{ activity_id: activity.activity_id }]);
  });

  test("moves from one contact to another with a lead that becomes the other", async () => {
    const [email, other] = [newEmail(), newEmail()];
    const first = (await site.ask("POST /people", { email, last_name: "Doe" })).data.contact_id;
    const { conversation_id } = await (await site.visit({ identity: { email } })).say("hello");
    const [activity] = await activitiesOf("contact", first);
    const { lead_id } = (await site.ask(`POST /conversations/${conversation_id}/lead`)).data;
    await site.ask(`PUT /leads/${lead_id}`, { email: other });
    const { contact_id } = (await site.ask(`POST /leads/${lead_id}/convert`, { create_prospect: false })).data;
    expect(contact_id).not.toBe(first);
    expect(await activitiesOf("contact", first)).toEqual([]);
    expect(await activitiesOf("contact", contact_id)).toMatchObject([{ activity_id: activity.activity_id }]);
  });

  test("of a conversation that is over when it is linked tells the whole of it at once", async () => {
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    await visitor.call("POST /widget/end");
    const { lead_id } = (await site.ask("POST /leads", { email: newEmail() })).data;
    await relink(conversation_id, { lead_id, contact_id: null });
    expect(await activitiesOf("lead", lead_id)).toMatchObject([
      { description: expect.stringContaining("Ended by the visitor."), duration_minutes: 0 },
    ]);
  });

  test("of a conversation that is attached to a contact belongs to the contact", async () => {
    const { contact_id } = (await site.ask("POST /people", { email: newEmail(), last_name: "Doe" })).data;
    const visitor = await site.visit();
    const { conversation_id } = await visitor.say("hello");
    await relink(conversation_id, { lead_id: null, contact_id });
    site.clock.advance(20 * minute);
    await visitor.say("again");
    await visitor.call("POST /widget/end");
    expect(await activitiesOf("contact", contact_id)).toMatchObject([
      { subject: "Chat conversation", completed: true, duration_minutes: 20 },
    ]);
  });
});
