import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";

// The receiver of the webhook is this machine, which webhooks reach only where their owner allows it.
test.use({ stackOptions: { demo: true, env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" } } });

test("an owner sets the chat before its picture, copies the code, and sees that a website has it", async ({
  browser,
  company,
}) => {
  const { page } = await seat(browser, company, "/crm/settings/widget");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Our website");
  await page.getByRole("button", { name: "Create key" }).click();
  const code = page.getByText(/chat\.js\?key=pk_live_[A-Za-z0-9_-]{20,}/);
  await expect(code).toBeVisible();
  const publicKey = /key=(pk_live_[A-Za-z0-9_-]+)/.exec((await code.textContent()) ?? "")?.[1] ?? "";

  const shown = page.frameLocator("iframe").getByRole("button", { name: /^chat/i });
  await expect(shown).toBeVisible();
  await page.getByLabel("Colour", { exact: true }).fill("#aa0044");
  await expect(shown).toHaveCSS("background-color", "rgb(170, 0, 68)");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(page.getByText("Not seen on any website yet")).toBeVisible();

  const visitor = new Visitor(await newPerson(browser));
  await visitor.visit({ ...company, publicKey });
  await visitor.openChat();
  await visitor.say("Is anybody there?");
  await expect(page.getByText(/seen on 127\.0\.0\.1/i).first()).toBeVisible({ timeout: 30_000 });
});

test("an owner points a webhook at a server and tries it", async ({ browser, company }) => {
  const bodies: string[] = [];
  const receiver = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      bodies.push(text);
      response.end("taken");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  try {
    const { page } = await seat(browser, company, "/crm/settings/webhooks");
    await page.getByRole("button", { name: "New webhook" }).click();
    await page.getByLabel("Address", { exact: true }).fill(`http://127.0.0.1:${port}/hook`);
    await page.getByLabel("Every event, also those that are yet to come").check();
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByText(/whsec_/).first()).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: /^(done|i have)/i }).click();
    await page.getByRole("button", { name: /send (a )?test/i }).click();
    await expect.poll(() => bodies.length).toBeGreaterThan(0);
    await expect(page.getByText(/200/).first()).toBeVisible();
    await expectAccessible(page);
  } finally {
    receiver.close();
  }
});

async function seat(browser: Browser, company: Company, path: string): Promise<Agent> {
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company, path);
  return agent;
}
