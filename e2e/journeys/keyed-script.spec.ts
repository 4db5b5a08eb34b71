import { expect, type Page } from "playwright/test";
import { signInAsOwner } from "../support/admin.ts";
import type { Company } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { Visitor } from "../support/people.ts";

// What an owner sets for a key in the console stands on the page with the first request.

async function makeKey(company: Company, settings: object): Promise<string> {
  const admin = await signInAsOwner(company);
  const { data } = await admin.call("POST", "/api-keys", { type: "pk_live", name: "Shop", settings });
  return (data as { key: string }).key;
}

/** Everything the page asks the product for, preflights among it, as methods and paths. */
async function follow(page: Page, { stack }: Company): Promise<readonly string[]> {
  const asked: string[] = [];
  const browser = await page.context().newCDPSession(page);
  browser.on("Network.requestWillBeSent", ({ request }) => {
    const { origin, pathname } = new URL(request.url);
    if (origin === stack.url) asked.push(`${request.method} ${pathname}`);
  });
  await browser.send("Network.enable");
  return asked;
}

test("the launcher stands where the key's settings say, by one script element and one request", async ({
  page,
  host,
  company,
  noise,
}) => {
  const key = await makeKey(company, { position: "bottom-left", offset: { x: 40, y: 60 }, greeting: "Ahoy there" });
  const asked = await follow(page, company);
  const widget = `<script src="${company.stack.url}/widget/chat.js?key=${key}" async></script>`;
  await page.goto(host.put("keyed", { widget }));
  const visitor = new Visitor(page);
  await expect(visitor.launcher).toBeVisible();
  const height = page.viewportSize()?.height ?? 0;
  await page.mouse.move(0, 0);
  await expect
    .poll(() => visitor.launcher.boundingBox())
    .toEqual({ x: 40, y: height - 60 - 56, width: 56, height: 56 });
  expect(asked).toEqual(["GET /widget/chat.js"]);
  await visitor.openChat();
  await expect(page.getByRole("dialog").getByText("Ahoy there")).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("a page learns by one request whether somebody is there", async ({ page, host, company, noise }) => {
  const asked = await follow(page, company);
  await page.goto(host.put("status", { widget: "" }));
  const ask = (query: string, headers: object) =>
    page.evaluate(
      `fetch(${JSON.stringify(`${company.stack.api}/widget/status${query}`)}, { headers: ${JSON.stringify(headers)} })
        .then((answer) => answer.json()).then(({ data }) => data.status)`,
    );
  const path = new URL(`${company.stack.api}/widget/status`).pathname;
  // Whoever another test signed in may still be there.
  const anybody = /^(online|away|offline)$/;
  expect(await ask(`?key=${company.publicKey}`, {})).toMatch(anybody);
  expect(asked).toEqual([`GET ${path}`]);
  // With the key in a header it would be two.
  expect(await ask("", { "X-API-Key": company.publicKey })).toMatch(anybody);
  expect(asked.filter((one) => one === `OPTIONS ${path}`)).toHaveLength(1);
  expect(noise.lines).toEqual([]);
});
