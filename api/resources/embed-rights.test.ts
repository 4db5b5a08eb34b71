import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

describe.each(engines)("what a detail embeds on %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  test.each(["activities:read", "conversations:read"] as const)(
    "needs %s where it asks for that",
    async (permission) => {
      const visitor = await site.visit({ identity: { email: `${permission.split(":")[0]}@x.example` } });
      await visitor.say("Our printer is on fire.");
      const { lead_id } = (await site.ask("GET /leads?sort=lead_id")).data[0];
      await site.ask(`POST /leads/${lead_id}/activities`, { type: "call", subject: "Called back" });
      const whole = (await site.ask(`GET /leads/${lead_id}`)).data;
      const name = permission === "activities:read" ? "activities" : "conversations";
      // The chat has an activity of its own.
      expect(whole[name]).toHaveLength(name === "activities" ? 2 : 1);

      const all = ["leads:read", "activities:read", "conversations:read"] as const;
      const blind = await site.key("crm", { permissions: all.filter((one) => one !== permission) });
      const detail = await site.request(`GET /leads/${lead_id}`, { key: blind });
      expect(detail.body.data).toEqual({ ...whole, [name]: [] });
      const list = await site.request(`GET /leads?include=activities,conversations&sort=lead_id`, { key: blind });
      expect(list.body.data[0]).toMatchObject({ activities: detail.body.data.activities, [name]: [] });
    },
  );
});
