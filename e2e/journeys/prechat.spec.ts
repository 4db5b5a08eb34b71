import { expect } from "playwright/test";
import { type Company, expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { ownCompany } from "../support/own-company.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { crm } from "../support/truth.ts";

// The form before the first message.

// Where nobody signs in to the console.
test.use({ stackOptions: { demo: false } });

/** A company that an agent signs in to meanwhile. */
const staffed = test.extend<{ company: Company }>({ company: ownCompany });

const fields = `prechat: { fields: ["name", "email", { name: "phone", required: false }, "company"] }`;
/** Keeps what the page hears of a form. */
const listen = `window.heard = []; addEventListener("valethon:prechat:submitted", ({ detail }) => heard.push(detail))`;

async function leadOf(company: Company, email: string): Promise<Record<string, unknown> | undefined> {
  const { data } = await crm(company, `/leads?search=${encodeURIComponent(email)}`);
  return (data as Record<string, unknown>[])[0];
}

test("by keyboard alone the form makes the lead, and the message that follows belongs to it", async ({
  page,
  host,
  company,
  noise,
}) => {
  await page.goto(host.put("prechat", { widget: snippet(company, fields) }));
  await page.evaluate(listen);
  const visitor = new Visitor(page);
  await visitor.launcher.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name (optional)")).toBeFocused();
  await expect(visitor.composer).toBeHidden();
  await page.keyboard.type("Jane Doe");
  await page.keyboard.press("Enter");
  const email = page.getByLabel("Email");
  await expect(email).toBeFocused();
  await expect(email).toHaveAccessibleDescription("Please fill this in");
  await page.keyboard.type("jane at globex");
  await page.keyboard.press("Enter");
  await expect(email).toHaveAccessibleDescription("Please enter a valid email address");
  await expect(email).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("jane@globex.example");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Phone (optional)")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(visitor.composer).toBeFocused();
  expect(await page.evaluate("heard")).toEqual([{ name: "Jane Doe", email: "jane@globex.example" }]);
  await expect
    .poll(() => leadOf(company, "jane@globex.example"))
    .toMatchObject({ first_name: "Jane", last_name: "Doe", source: "chat_widget", form_type: "prechat" });
  await visitor.say("Do you sell laptops?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await expect(page.getByText("Get our answer by email")).toBeHidden();
  const lead = await leadOf(company, "jane@globex.example");
  const { data } = await crm(company, "/conversations?per_page=1");
  expect((data as Record<string, unknown>[])[0]).toMatchObject({ lead_id: lead?.["lead_id"] });
  await page.reload();
  await expect(visitor.log.getByText("Do you sell laptops?", { exact: true })).toBeVisible();
  await expect(visitor.composer).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("nothing typed is lost by closing the panel or by a server that is away, and it is sent in the end", async ({
  page,
  host,
  company,
}) => {
  await page.goto(host.put("retry", { widget: snippet(company, "prechat: {}") }));
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  await page.getByLabel("Name (optional)").fill("Max Retry");
  await page.getByLabel("Email").fill("max@globex.example");
  await page.keyboard.press("Escape");
  await expect(visitor.launcher).toBeFocused();
  await visitor.launcher.click();
  await expect(page.getByLabel("Name (optional)")).toHaveValue("Max Retry");
  await company.stack.kill();
  await page.getByRole("button", { name: "Start chat" }).click();
  await expect(page.getByText("That didn’t work. Please try again.")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("max@globex.example");
  await company.stack.restart();
  const start = page.getByRole("button", { name: "Start chat" });
  await expect(async () => {
    // Gone once it was accepted.
    if (await start.isVisible()) await start.click({ timeout: 1000 });
    await expect(visitor.composer).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect.poll(() => leadOf(company, "max@globex.example")).toMatchObject({ form_type: "prechat" });
});

test("what the server finds wrong stands beside its field, which has the focus", async ({ page, host, company }) => {
  await page.goto(host.put("refused", { widget: snippet(company, "prechat: {}") }));
  await new Visitor(page).launcher.click();
  const email = page.getByLabel("Email");
  // It passes for an address here, but its last part is a number.
  await email.fill("jane@10.0.0.12");
  await page.getByRole("button", { name: "Start chat" }).click();
  await expect(email).toHaveAccessibleDescription("Please enter a valid email address");
  await expect(email).toBeFocused();
  await expect(email).toHaveValue("jane@10.0.0.12");
});

staffed("with `when: offline` the form comes only while nobody is there", async ({ page, browser, host, company }) => {
  const address = host.put("away", { widget: snippet(company, `prechat: { when: "offline" }`) });
  await page.goto(address);
  await new Visitor(page).launcher.click();
  await expect(page.getByLabel("Email")).toBeVisible();
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  const other = new Visitor(await newPerson(browser));
  await other.page.goto(address);
  await other.launcher.click();
  await expect(other.composer).toBeVisible();
  await expect(other.page.getByLabel("Email")).toBeHidden();
  await agent.page.context().close();
  await other.page.context().close();
});

test("whom the page names need not fill in a form", async ({ page, host, company }) => {
  const widget = snippet(company, `prechat: {}, identity: { email: "known@globex.example" }`);
  await page.goto(host.put("known", { widget }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await expect(page.getByLabel("Email")).toBeHidden();
  await visitor.say("You know me");
});

test("a form that the page asks for wrongly is the usual one, with one warning", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = snippet(company, `prechat: { fields: ["name", "shoe size"] }`);
  await page.goto(host.put("wrong-prechat", { widget }));
  await new Visitor(page).launcher.click();
  await expect(page.getByLabel("Name (optional)")).toBeVisible();
  await expect(page.getByLabel("Email")).toBeVisible();
  await page.getByLabel("Email").fill("x");
  await page.keyboard.press("Enter");
  expect(noise.lines).toEqual(['warning: [Valethon] option "prechat" is not valid.']);
});
