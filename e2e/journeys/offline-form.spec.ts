import { expect } from "playwright/test";
import { type Company, expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { ownCompany } from "../support/own-company.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { crm, newestConversation, storedMessages } from "../support/truth.ts";

// A form in place of the chat while nobody answers.

// Where nobody signs in to the console.
test.use({ stackOptions: { demo: false } });

/** A company that an agent signs in to meanwhile. */
const staffed = test.extend<{ company: Company }>({ company: ownCompany });

const form = `offline: "form"`;

async function leadOf(company: Company, email: string): Promise<Record<string, unknown> | undefined> {
  const { data } = await crm(company, `/leads?search=${encodeURIComponent(email)}`);
  return (data as Record<string, unknown>[])[0];
}

test("by keyboard alone a message is left, which becomes one conversation with its lead", async ({
  page,
  host,
  company,
  noise,
}) => {
  await page.goto(host.put("leave", { widget: snippet(company, form) }));
  await page.evaluate(
    `window.heard = []; addEventListener("valethon:offline:submitted", ({ detail }) => heard.push(detail))`,
  );
  const visitor = new Visitor(page);
  await visitor.launcher.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name (optional)")).toBeFocused();
  await expect(visitor.composer).toBeHidden();
  await expect(visitor.log).toBeHidden();
  await expectAccessible(page);
  await page.keyboard.type("Ann Away");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ann@globex.example");
  await page.keyboard.press("Enter");
  const message = page.getByLabel("Message", { exact: true });
  await expect(message).toBeFocused();
  await expect(message).toHaveAccessibleDescription("Please fill this in");
  await page.keyboard.type("Our mail is down.");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Please call.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Thank you! We’ll write to ann@globex.example.")).toBeVisible();
  await expect(visitor.log.getByText("Our mail is down.")).toBeVisible();
  await expect(visitor.composer).toBeFocused();
  await expect(page.getByText("Get our answer by email")).toBeHidden();
  await expectAccessible(page);
  expect(await page.evaluate("heard")).toEqual([
    { name: "Ann Away", email: "ann@globex.example", message: "Our mail is down.\nPlease call." },
  ]);
  const lead = await leadOf(company, "ann@globex.example");
  expect(lead).toMatchObject({ first_name: "Ann", last_name: "Away", form_type: "offline" });
  const { data } = await crm(company, "/conversations?per_page=1");
  expect((data as Record<string, unknown>[])[0]).toMatchObject({ lead_id: lead?.["lead_id"] });
  expect(noise.lines).toEqual([]);
});

test("a message left while the server is away stays in the form, and arrives once", async ({ page, host, company }) => {
  await page.goto(host.put("leave-later", { widget: snippet(company, form) }));
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  await page.getByLabel("Email").fill("late@globex.example");
  await page.getByLabel("Message", { exact: true }).fill("Left while you were away");
  await page.keyboard.press("Escape");
  await visitor.launcher.click();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Left while you were away");
  // The answer to the first try is lost: it was stored, and nobody here knows.
  const address = "**/widget/message";
  await page.route(address, async (route) => {
    await route.fetch();
    await route.abort();
  });
  const send = page.getByRole("button", { name: "Send" });
  await send.click();
  await expect(visitor.log.getByText("Left while you were away", { exact: true })).toBeVisible();
  await expect(page.getByText("Thank you! We’ll get back to you.")).toBeVisible();
  await page.unroute(address);
  expect(await storedMessages(company, await newestConversation(company))).toContain("Left while you were away");
  await expect(visitor.log.getByText("Left while you were away", { exact: true })).toHaveCount(1);
});

test("tried again after the server came back, it arrives once", async ({ page, host, company }) => {
  await page.goto(host.put("leave-again", { widget: snippet(company, form) }));
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  await page.getByLabel("Email").fill("again@globex.example");
  await page.getByLabel("Message", { exact: true }).fill("Twice tried");
  await company.stack.kill();
  const send = page.getByRole("button", { name: "Send" });
  await send.click();
  await expect(page.getByText("That didn’t work. Please try again.")).toBeVisible();
  await expect(page.getByLabel("Message", { exact: true })).toHaveValue("Twice tried");
  await expectAccessible(page);
  await company.stack.restart();
  await expect(async () => {
    // Once it has arrived the thread stands there, whose button is called the same.
    if (await page.getByLabel("Message", { exact: true }).isVisible()) await send.click({ timeout: 1000 });
    await expect(page.getByText("Thank you! We’ll write to again@globex.example.")).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(visitor.log.getByText("Twice tried", { exact: true })).toHaveCount(1);
  const stored = await storedMessages(company, await newestConversation(company));
  expect(stored.filter((text) => text === "Twice tried")).toHaveLength(1);
});

staffed(
  "when somebody comes online an untouched form becomes the chat, and one that was begun stays",
  async ({ page, browser, host, company }) => {
    const address = host.put("comes", { widget: snippet(company, form) });
    await page.goto(address);
    await new Visitor(page).launcher.click();
    await page.getByLabel("Message", { exact: true }).fill("I have begun");
    const other = new Visitor(await newPerson(browser));
    await other.page.goto(address);
    await other.launcher.click();
    await expect(other.page.getByLabel("Email")).toBeVisible();
    const agent = new Agent(await newPerson(browser));
    await agent.signIn(company);
    await expect(other.composer).toBeVisible();
    await expect(other.page.getByLabel("Email")).toBeHidden();
    await expect(page.getByText("We’re online")).toBeVisible();
    await expect(page.getByLabel("Message", { exact: true })).toHaveValue("I have begun");
    await agent.page.context().close();
    await other.page.context().close();
  },
);

test("in the dark, from right to left, on a phone: the form has its texts and axe finds nothing", async ({
  page,
  host,
  company,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(host.put("leave-rtl", { widget: snippet(company, `${form}, locale: "he", theme: "dark"`) }));
  await page.getByRole("button", { name: "צ׳אט" }).click();
  await expect(page.getByText("אפשר להשאיר לנו הודעה")).toBeVisible();
  await page.getByRole("button", { name: "שליחה" }).click();
  await expect(page.getByLabel("מייל")).toBeFocused();
  await expectAccessible(page);
});
