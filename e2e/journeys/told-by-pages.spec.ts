import { expect } from "playwright/test";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";
import { crm, newestConversation } from "../support/truth.ts";

test("what the page tells of its visitor waits for the visitor's act, and misuse is a warning", async ({
  page,
  host,
  company,
  noise,
}) => {
  await page.goto(host.put("told", { widget: snippet(company) }));
  await page.evaluate(`Valethon.ready().then(() => {
    Valethon.setAttributes({ plan: "business", seats: 12 });
    Valethon.track("Added to cart", { product: "Router X1", quantity: 2 });
  })`);
  const visitor = new Visitor(page);
  const tracked = page.waitForResponse((response) => response.url().includes("/widget/track"));
  await visitor.openChat();
  expect((await tracked).status()).toBe(200);
  await visitor.say("About the router");
  await expect
    .poll(async () => (await crm(company, `/conversations/${await newestConversation(company)}`))["data"])
    .toMatchObject({ visitor: { attributes: { plan: "business", seats: 12 } } });

  // The socket stays; only what is asked by HTTP fails.
  await page.route("**/widget/track", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed");
  await page.evaluate(`Valethon.track("Bought offline")`);
  await failed;
  await page.unroute("**/widget/track");
  const later = page.waitForResponse((response) => response.url().includes("/widget/track"));
  await page.evaluate(`dispatchEvent(new Event("online"))`);
  expect((await later).request().postDataJSON()).toMatchObject({ event: "Bought offline" });

  await page.evaluate(`Valethon.setAttributes("plan"); Valethon.track({}); Valethon.track("Bought", [1]);
    Valethon.setAttributes({ "": 1 }); Valethon.setConsent("yes")`);
  await expect
    .poll(() => noise.lines.filter((line) => line.startsWith("warning: [Valethon] Valethon.")).length)
    .toBe(5);
});
