import { type Browser, expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";

interface Meeting {
  readonly visitor: Visitor;
  readonly agent: Agent;
  readonly conversationId: number;
  /** In what this visitor says and is called: tests share the company. */
  readonly tag: string;
}

/** Reads, or writes when there is a body, with the company's secret key. */
async function crm({ stack, secretKey }: Company, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await ask(stack.api + path, {
    key: secretKey,
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

/** A visitor has written, and the owner sits in the console. */
async function meet(browser: Browser, company: Company, path = "/crm"): Promise<Meeting> {
  const tag = Math.random().toString(36).slice(2, 8);
  const visitor = new Visitor(await newPerson(browser));
  const agent = new Agent(await newPerson(browser));
  await visitor.visit(company, "/services");
  await visitor.openChat();
  await visitor.say(`Hello there ${tag}`);
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  const { data } = await crm(company, `/conversations?search=${tag}`);
  const conversationId = (data as { conversation_id: number }[])[0]?.conversation_id ?? 0;
  await agent.signIn(company, path);
  return { visitor, agent, conversationId, tag };
}

const rowOf = ({ agent, conversationId }: Meeting) => agent.rowOf(conversationId);

test("R3b: a visitor mentions an email, and the agent makes the lead of it with one click", async ({
  browser,
  company,
}) => {
  const meeting = await meet(browser, company);
  const { visitor, agent, conversationId, tag } = meeting;
  const email = `${tag}@sailmakers.example`;
  await agent.openConversation(conversationId);
  await expect(agent.page.getByRole("button", { name: "Create lead" })).toBeVisible();

  await visitor.say(`Write to ${email} when you know more`);
  await agent.page.getByRole("button", { name: `Use ${email} and make a lead` }).click();
  await expect(agent.page.getByText("Lead created.")).toBeVisible();
  const card = agent.page.getByRole("complementary", { name: "Visitor details" }).getByRole("link", { name: email });
  await expect(card.first()).toBeVisible();
  await expectAccessible(agent.page);

  await agent.page.getByRole("region", { name: "Lead" }).getByRole("link", { name: email }).click();
  await expect(agent.page).toHaveURL(/\/crm\/leads\/\d+$/);
  await expect(agent.page.getByRole("heading", { name: email, level: 1 })).toBeVisible();
  await expect(agent.page.getByLabel("Email", { exact: true })).toHaveValue(email);
  await expect(agent.page.getByText("Email known")).toBeVisible();
  await expect(agent.page.getByRole("link", { name: `Write to ${email}` })).toBeVisible();
  await expect(agent.page.getByRole("link", { name: "conversation", exact: true }).first()).toHaveAttribute(
    "href",
    `/crm/inbox/${conversationId}`,
  );
  await expectAccessible(agent.page);
});

test("an agent finds a lead and links it with the keyboard alone", async ({ browser, company }) => {
  const { agent, conversationId, tag } = await meet(browser, company);
  const { page } = agent;
  const names = ["Ada", "Ben"];
  for (const first_name of names) {
    await crm(company, "/leads", { first_name, last_name: `Zed${tag}`, email: `${first_name}.${tag}@leads.example` });
  }
  await agent.openConversation(conversationId);
  await page.getByRole("button", { name: "Link lead" }).press("Enter");
  const finder = page.getByRole("combobox", { name: "Find the lead" });
  await expect(finder).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Link lead" })).toBeFocused();

  await page.keyboard.press("Enter");
  await page.keyboard.type(`zed${tag}`);
  const found = page.getByRole("listbox", { name: "Leads found" }).getByRole("option");
  await expect(found).toHaveCount(2);
  await expectAccessible(page);
  const second = (await found.nth(1).getByText(`Zed${tag}`).textContent()) ?? "";
  await page.keyboard.press("ArrowDown");
  await expect(found.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`Linked to ${second.trim()}.`)).toBeVisible();
  await expect(page.getByRole("link", { name: second.trim() })).toBeFocused();
  await expect(page).toHaveURL(new RegExp(`/crm/inbox/${conversationId}$`));
});

test("a closed conversation is reopened from its header", async ({ browser, company }) => {
  const meeting = await meet(browser, company);
  const { agent, conversationId } = meeting;
  await agent.openConversation(conversationId);
  await agent.page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(agent.log.getByText("The conversation was closed")).toBeVisible();
  // Also when it is opened by its address, and stands in no list yet.
  await agent.page.reload();
  await agent.page.getByRole("button", { name: "Reopen" }).click();
  await expect(agent.log.getByText("The conversation was reopened")).toBeVisible();
  await expect(agent.page.getByRole("button", { name: "Close", exact: true })).toBeVisible();
  await expect(rowOf(meeting)).toBeVisible();
  expect(await crm(company, `/conversations/${conversationId}`)).toMatchObject({ data: { status: "open" } });
});

test("R6: whose contact comes back is called to the conversation, wherever he is in the console", async ({
  browser,
  company,
}) => {
  const meeting = await meet(browser, company, "/crm/leads");
  const { visitor, agent, conversationId, tag } = meeting;
  const { page } = agent;
  const email = `carlos.${tag}@sunrise.example`;
  const { data } = await crm(company, `/employees?search=${company.owner.email}`);
  const assigned_to = (data as { employee_id: number }[])[0]?.employee_id;
  await crm(company, "/people", { first_name: "Carlos", last_name: "Rivera", email, title: "Head of IT", assigned_to });
  await page.goto(`${company.stack.url}/crm/leads`);
  await expect(page.getByRole("link", { name: /^Inbox/ })).toBeVisible();

  await visitor.say(`It is me, ${email}`);
  await visitor.page.getByRole("button", { name: "Yes", exact: true }).click();
  await expect(page.getByText(`Your customer ${email} is writing`)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /^Inbox/ }).click();
  await expect(rowOf(meeting).getByText("Your customer")).toBeVisible();

  await page.getByRole("link", { name: "Open", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/crm/inbox/${conversationId}$`));
  await expect(page.getByText(`Your customer ${email} is writing`)).toBeHidden();
  const customer = page.getByRole("region", { name: "Customer" });
  await expect(customer.getByText("Carlos Rivera")).toBeVisible();
  await expect(customer.getByText("Looked after by you")).toBeVisible();
  await expect(rowOf(meeting).getByText("Customer", { exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("a visitor who asks for a person calls the team and stands first, until a person answers", async ({
  browser,
  company,
}) => {
  const meeting = await meet(browser, company);
  const { visitor, agent, conversationId } = meeting;
  const other = new Visitor(await newPerson(browser));
  await visitor.say("I want to talk to a person");
  await expect(rowOf(meeting).getByText("wants a person")).toBeVisible();
  await expect(agent.page.getByText("A visitor asks for a person").first()).toBeVisible();

  await other.visit(company);
  await other.openChat();
  await other.say("Just a question about prices");
  await expect(agent.page.locator("a.row").filter({ hasText: "Just a question about prices" }).first()).toBeVisible();
  const isRaised = async () =>
    (await agent.page.locator("a.row").allTextContents()).map((text) => text.includes("wants a person"));
  await expect.poll(async () => (await isRaised()).indexOf(false)).toBeGreaterThan(0);
  await expect.poll(async () => (await isRaised()).lastIndexOf(true) < (await isRaised()).indexOf(false)).toBe(true);
  await expectAccessible(agent.page);

  await agent.openConversation(conversationId);
  await agent.say("Here I am");
  await expect(visitor.log.getByText("Here I am", { exact: true })).toBeVisible();
  await expect(rowOf(meeting).getByText("wants a person")).toBeHidden();
});
