import { type Browser, expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson } from "../support/people.ts";

const markup = "<img src=x onerror=alert(1)>";

/** A visitor's browser, as the widget's calls tell of it. Returns the conversation that it began. */
async function tell({ stack, publicKey }: Company, calls: readonly (readonly [path: string, body: object])[]) {
  const call = async (path: string, body: object) => {
    const answer = await ask(`${stack.api}/widget/${path}`, { key: publicKey, body });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return answer.body;
  };
  const { session_id } = await call("init", { page_url: "https://shop.example/routers" });
  for (const [path, body] of calls) await call(path, { session_id, ...body });
  const { conversation_id } = await call("message", { session_id, message: "Hello there" });
  return Number(conversation_id);
}

async function look(browser: Browser, company: Company, conversationId: number) {
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company, "/crm");
  await agent.openConversation(conversationId);
  return { page: agent.page, panel: agent.page.getByRole("complementary", { name: "Visitor details" }) };
}

test("an agent sees what the page said of the visitor and what it saw happen, as plain text", async ({
  browser,
  company,
}) => {
  const conversationId = await tell(company, [
    ["attributes", { attributes: { plan: "business", seats: 0, trial: false, note: markup } }],
    ["track", { event: "Added to cart", data: { product: markup, quantity: 2, token: "s3cret" } }],
  ]);
  const { page, panel } = await look(browser, company, conversationId);
  const section = (title: string) => panel.locator("section", { has: page.getByRole("heading", { name: title }) });

  const said = section("Said by your website");
  await expect(said.getByRole("term")).toHaveText(["plan", "seats", "trial", "note"]);
  await expect(said.getByRole("definition")).toHaveText(["business", "0", "false", markup]);
  const done = section("Done on your website").getByRole("listitem");
  await expect(done).toHaveCount(1);
  await expect(done).toContainText(`Added to cart product: ${markup}, quantity: 2`);
  await expect(panel).not.toContainText("s3cret");
  await expect(panel.locator("img")).toHaveCount(0);
  await expectAccessible(page);
});

test("of a visitor of whom the page said nothing there are no such lists", async ({ browser, company }) => {
  const { panel } = await look(browser, company, await tell(company, []));
  await expect(panel.getByRole("heading", { name: "Pages seen" })).toBeVisible();
  await expect(panel.getByRole("heading", { name: /your website/ })).toHaveCount(0);
});
