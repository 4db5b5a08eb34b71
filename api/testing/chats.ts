import { writeDueActivities } from "../conversations/idle-conversations.ts";
import type { TestAnswer } from "./api.ts";
import type { TestSite } from "./visitor.ts";

/** Conversations that have their lead, and the activities that tell of them. */
export function createChats(site: () => TestSite) {
  let count = 0;
  const newEmail = () => `chatter-${++count}@globex.example`;
  const activitiesOf = async (type: "lead" | "contact", id: number): Promise<TestAnswer["body"][]> =>
    (await site().ask(`GET /activities?entity_type=${type}&entity_id=${id}`)).data;
  const read = async ({ activity_id }: { activity_id: number }) =>
    (await site().ask(`GET /activities/${activity_id}`)).data;

  return {
    newEmail,
    activitiesOf,
    read,
    /** A visitor whose first message made a lead, with the activity that tells of it. */
    async chat(init: object = {}) {
      const email = newEmail();
      const visitor = await site().visit({ identity: { email }, ...init });
      const { conversation_id } = await visitor.say("hello");
      const [{ lead_id }] = (await site().leads(email)) as [TestAnswer["body"]];
      const [activity] = await activitiesOf("lead", lead_id);
      return { visitor, conversation_id: conversation_id as number, lead_id: lead_id as number, activity };
    },
    linesOf: async (activity: { activity_id: number }): Promise<string[]> =>
      (await read(activity)).description.split("\n"),
    /** Makes the round that comes every minute. */
    idle: async () => writeDueActivities(site().api, await site().space()),
  };
}
