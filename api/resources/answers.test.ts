import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { operations } from "./index.ts";

/** Typed clients and the docs trust the schemas of answers, which are not applied when answering. */
describe.each(engines)("answers over %s are what their schemas say", (engine) => {
  let site: TestSite;
  let lead = 0;
  let conversation = 0;
  beforeAll(async () => {
    site = await openTestSite(engine);
    const page_url = "https://shop.example/pricing?utm_source=news&utm_campaign=spring";
    const visitor = await site.visit({ page_url, page_title: "Pricing", referrer: "https://search.example/" });
    conversation = (await visitor.say("hello", { contact: { email: "ada@globex.example", name: "Ada" } }))
      .conversation_id;
    await site.speak(await site.employ("Jane"), conversation, "Hi Ada");
    await visitor.call("POST /widget/end", { rating: 5 });
    lead = (await site.leads("ada@globex.example"))[0].lead_id;
    await site.ask(`POST /leads/${lead}/activities`, { type: "call", subject: "First call", completed: true });
    await site.ask("POST /notes", { entity_type: "lead", entity_id: lead, content: "Called", is_pinned: true });
  });
  afterAll(() => site.close());

  const idOf = (path: string) =>
    path.startsWith("/leads") ? lead : path.startsWith("/conversations") ? conversation : 1;

  test.each([
    ["GET /leads"],
    ["GET /leads/{id}"],
    ["PUT /leads/{id}", { status: "contacted" }],
    ["GET /leads/{id}/activities"],
    ["GET /activities"],
    ["GET /activities/{id}"],
    ["PUT /activities/{id}", { completed: false }],
    ["GET /notes"],
    ["GET /notes/{id}"],
    ["PUT /notes/{id}", { is_pinned: false }],
    ["GET /conversations"],
    ["GET /conversations/{id}"],
    ["GET /conversations/{id}/messages"],
    ["POST /conversations/{id}/assign", { assigned_to: null }],
    ["POST /conversations/{id}/close"],
    ["GET /employees"],
    ["GET /events"],
  ])("%s", async (key, body?: object) => {
    const operation = operations.find((one) => one.key === key);
    const { success: _, ...answer } = await site.ask(key.replace("{id}", String(idOf(key.split(" ")[1] ?? ""))), body);
    const value = (operation?.spec.envelope ?? "data") === "data" ? answer.data : answer;
    // A field that no schema declares would be dropped by it, and so differ.
    expect(operation?.spec.returns.parse(value)).toEqual(value);
  });

  test("the lead's detail shows all that belongs to it", async () => {
    const { data } = await site.ask(`GET /leads/${lead}`);
    expect(data).toMatchObject({
      attribution: { first: { utm_source: "news", utm_campaign: "spring" }, last: { title: "Pricing" } },
      notes: [{ entity_type: "lead", entity_id: lead, content: "Called" }],
      conversations: [{ conversation_id: conversation, lead_id: lead, status: "ended", rating: 5 }],
    });
    expect(data.activities).not.toHaveLength(0);
  });
});
