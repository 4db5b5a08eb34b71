import { expect } from "playwright/test";
import { expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { newestConversation } from "../support/truth.ts";

// What a returning visitor finds again, and whom one talks to.

test("earlier conversations are read by keyboard, and what was half written is still there", async ({
  page,
  host,
  company,
  noise,
}) => {
  await page.goto(host.put("history", { widget: snippet(company) }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("My printer jams");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await page.keyboard.press("Escape");
  const said = await ask(`${company.stack.api}/conversations/${await newestConversation(company)}/messages`, {
    key: company.secretKey,
    body: { message: "Try the lower tray" },
  });
  expect(said.status).toBe(201);
  await expect.poll(() => page.evaluate("Valethon.unreadCount")).toBe(1);
  await page.evaluate("Valethon.endConversation()");
  await page.evaluate(`Valethon.sendMessage("Now my mail")`);
  await visitor.openChat();
  await expect(visitor.log.getByText("Now my mail", { exact: true })).toBeVisible();
  await expect(visitor.log.getByText("My printer jams")).toBeHidden();
  await visitor.composer.fill("Half writt");

  const options = page.getByRole("button", { name: "Options" });
  await options.focus();
  await page.keyboard.press("Enter");
  const entry = page.getByRole("button", { name: "Earlier conversations" });
  await expect(entry).toBeVisible();
  await entry.focus();
  await page.keyboard.press("Enter");
  const back = page.getByRole("button", { name: "Back" });
  await expect(back).toBeFocused();
  await expect(visitor.composer).toBeHidden();
  const rows = page.getByRole("listitem").getByRole("button");
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Try the lower tray");
  await expect(rows.first()).toContainText("This chat has ended");
  await expect(rows.getByRole("img", { name: "New messages" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Tab");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("log").getByText("My printer jams", { exact: true })).toBeVisible();
  await expect(page.getByRole("log").getByText("Now my mail")).toBeHidden();
  await expect(back).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(rows.first()).toBeFocused();
  await expect(rows.getByRole("img", { name: "New messages" })).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(visitor.composer).toBeFocused();
  await expect(visitor.composer).toHaveValue("Half writt");
  await expect(visitor.log.getByText("Now my mail", { exact: true })).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("who has nothing but the conversation in view is offered no other", async ({ page, host, company }) => {
  await page.goto(host.put("history-none", { widget: snippet(company) }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("My first question");
  const listed = page.waitForResponse((response) => response.url().includes("/widget/conversations"));
  const options = page.getByRole("button", { name: "Options" });
  await options.click();
  await (await listed).finished();
  // What came for a menu that is open shows at the latest when it is opened again.
  await page.keyboard.press("Escape");
  await options.click();
  await expect(page.getByRole("button", { name: "Download transcript" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Earlier conversations" })).toBeHidden();
});

test("who is there of the team, and whoever answered, stands beside the logo", async ({
  page,
  browser,
  host,
  company,
}) => {
  await page.goto(host.put("faces", { widget: snippet(company) }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Is anybody there?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  const face = page.getByRole("dialog").getByRole("img", { name: "Olive Owner" });
  await expect(face).toHaveText("OO");
  await agent.openConversation(await newestConversation(company));
  await agent.say("I am");
  await expect(visitor.log.getByText("I am", { exact: true })).toBeVisible();
  await expect(face).toHaveText("OO");
  await expectAccessible(page);
  await agent.page.context().close();
});
