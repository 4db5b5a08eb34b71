import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../../../testing/api.ts";
import { openTestSite, type TestSite } from "../../../testing/visitor.ts";

describe.each(engines)("questions for a ticket that are answered oddly over %s", (engine) => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite(engine);
  });
  afterAll(() => site.close());

  test.each(["", "x", "7", "null", '{"name":"poem"}', '{"name":"ticket","question":"age"}'])(
    "a state nobody knows (%s) is no state",
    async (flow) => {
      const visitor = await site.visit();
      const { conversation_id } = await visitor.say("hello");
      const space = await site.space();
      await space.write(({ db }) =>
        db.updateTable("conversations").set({ flow }).where("conversation_id", "=", conversation_id).execute(),
      );
      expect((await visitor.say("my printer")).response.message).toContain("Printer trouble");
    },
  );

  test.each(["\u0000", "\u202e\u200f", "😀".repeat(2000), "{{ticket_number}}", "'; drop table leads; --", "a@b@c@d"])(
    "anything may be answered: %j",
    async (text) => {
      const visitor = await site.visit();
      for (const said of ["Create ticket", text, text, "odd@globex.example", text, text]) {
        expect((await visitor.call("POST /widget/message", { message: said })).status).toBe(200);
      }
    },
  );
});
