import { type Browser, expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";

/** Reads, or writes when there is a body, with the company's secret key. */
async function crm({ stack, secretKey }: Company, path: string, body?: object): Promise<Record<string, unknown>> {
  const answer = await ask(stack.api + path, {
    key: secretKey,
    ...(body === undefined ? {} : { method: "POST", body }),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

const tagOf = () => Math.random().toString(36).slice(2, 8);

/** A visitor who has written; tests share the company, so each says something of his own. */
async function aVisitor(browser: Browser, company: Company, text: string) {
  const visitor = new Visitor(await newPerson(browser));
  await visitor.visit(company, "/services");
  await visitor.openChat();
  await visitor.say(text);
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  const { data } = await crm(company, `/conversations?search=${text.split(" ").at(-1)}`);
  return { visitor, id: (data as { conversation_id: number }[])[0]?.conversation_id ?? 0 };
}

/** A colleague of the owner's, in the console. */
async function aColleague(browser: Browser, company: Company, name: string): Promise<Agent> {
  const email = `${name.toLowerCase()}.${tagOf()}@team.example`;
  const owner = await company.stack.createUser({ name, email, password: "correct horse battery staple 9" });
  const agent = new Agent(await newPerson(browser));
  await agent.signIn({ ...company, owner });
  return agent;
}

test("two agents and three visitors: assigned, noted, answered with a canned reply, and each sees the other", async ({
  browser,
  company,
}) => {
  test.slow();
  const tag = tagOf();
  const { visitor, id } = await aVisitor(browser, company, `Printer on fire ${tag}`);
  const others = [
    await aVisitor(browser, company, `Hello ${tagOf()}`),
    await aVisitor(browser, company, `Hi ${tagOf()}`),
  ];
  await crm(company, "/canned-replies", {
    shortcut: `fire-${tag}`,
    title: "Fire",
    body: "Hi {{visitor.first_name}}, {{agent.name}} here. Please step back.",
  });
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  const { page } = agent;
  for (const other of others) await expect(agent.rowOf(other.id)).toBeVisible();
  await agent.openConversation(id);
  const ben = await aColleague(browser, company, `Ben${tag}`);
  await ben.openConversation(id);

  await test.step("two agents on one conversation see each other, and who takes it", async () => {
    await expect(page.getByText(`Ben${tag} is here too`)).toBeVisible();
    await expect(ben.page.getByText("Olive Owner is here too")).toBeVisible();
    await page.getByRole("button", { name: "Assign to me" }).click();
    for (const one of [agent, ben]) await expect(one.log.getByText("Olive Owner took this conversation")).toBeVisible();
    await expect(ben.page.getByLabel("Assigned to")).toHaveValue(/\d/);
  });

  await test.step("a note stands in the thread of every colleague, and nowhere at the visitor's", async () => {
    await page.getByRole("button", { name: "Note", exact: true }).click();
    await page.keyboard.type(`Insured ${tag}`);
    // The reply has a draft of its own.
    await page.getByRole("button", { name: "Reply", exact: true }).click();
    await expect(agent.composer).toHaveValue("");
    await page.getByRole("button", { name: "Note", exact: true }).click();
    await expect(agent.page.getByRole("textbox", { name: "Write a note" })).toHaveValue(`Insured ${tag}`);
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    for (const one of [agent, ben]) await expect(one.log.getByText(`Insured ${tag}`, { exact: true })).toBeVisible();
    await expect(agent.log.getByText("Olive Owner · note")).toBeVisible();
  });

  await test.step("a canned reply is found by keyboard, its gap is filled, and no message goes out with one", async () => {
    await page.getByRole("button", { name: "Reply", exact: true }).click();
    await page.keyboard.type("/fire");
    await expect(page.getByRole("listbox", { name: "Canned replies" }).getByRole("option").first()).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.type(`-${tag}`);
    await page.keyboard.press("Enter");
    await expect(agent.composer).toHaveValue("Hi [first name], Olive Owner here. Please step back.");
    await page.keyboard.press("Enter");
    await expect(page.getByText("Fill in [first name], then send.")).toBeVisible();
    await page.keyboard.type("Wanda");
    await page.keyboard.press("Enter");
    await expect(visitor.log.getByText("Hi Wanda, Olive Owner here. Please step back.")).toBeVisible();
    await expect(visitor.page.getByText(`Insured ${tag}`)).toHaveCount(0);
    const said = await crm(company, `/conversations/${id}/messages`);
    expect(JSON.stringify(said)).not.toContain("Insured");
  });

  await test.step("what was noted and done is there again after a reload, in its place", async () => {
    await page.reload();
    await expect(agent.log.getByText(`Insured ${tag}`, { exact: true })).toBeVisible();
    const texts = await agent.log.innerText();
    const places = ["Printer on fire", "took this conversation", "Insured", "Please step back"].map((text) =>
      texts.indexOf(text),
    );
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThanOrEqual(0);
  });
});

test("a blocked visitor's messages are not sent, and the team sees who blocked him", async ({ browser, company }) => {
  const tag = tagOf();
  const { visitor, id } = await aVisitor(browser, company, `Buy cheap watches ${tag}`);
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  await agent.openConversation(id);
  const { page } = agent;
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: /Block visitor/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Block/ });
  await expect(page.getByLabel("Reason, for your colleagues")).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type("Advertises");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(agent.log.getByText("Olive Owner blocked the visitor: Advertises")).toBeVisible();
  await expect(page.getByText("Blocked", { exact: true })).toBeVisible();
  await expect(page.getByText("This visitor is blocked")).toBeVisible();

  await visitor.say("Even cheaper");
  await expect(visitor.log.getByText(/could not be delivered/)).toBeVisible();
  expect(await visitor.page.getByText(/block/i).count()).toBe(0);
  expect(JSON.stringify(await crm(company, `/conversations/${id}/messages`))).not.toContain("Even cheaper");

  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Unblock visitor" }).click();
  await expect(agent.log.getByText("Olive Owner unblocked the visitor")).toBeVisible();
  await visitor.log.getByRole("button", { name: /try again|retry/i }).click();
  await expect(agent.log.getByText("Even cheaper")).toBeVisible();
});

test("an agent sees who is on the website, and writes first", async ({ browser, company }) => {
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company, "/crm/visitors");
  const { page } = agent;
  await page.getByRole("link", { name: "Visitors" }).click();
  await expect(page.getByRole("heading", { name: "Live visitors" })).toBeVisible();

  const visitor = new Visitor(await newPerson(browser));
  await visitor.visit(company, "/contact");
  await visitor.openChat();
  const row = page
    .getByRole("listitem")
    .filter({ hasText: /contact/i })
    .first();
  await expect(row).toBeVisible();
  await expectAccessible(page);
  await row.getByRole("button", { name: /Write first/ }).click();
  await expect(page.getByLabel("Your message")).toBeFocused();
  await page.keyboard.type("Can I help you choose?");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/crm\/inbox\/\d+$/);
  await expect(visitor.log.getByText("Can I help you choose?")).toBeVisible();
  await visitor.say("Yes, please");
  await expect(agent.log.getByText("Yes, please")).toBeVisible();
});

test("a restart and a spell without a connection lose nothing of what an agent wrote or a visitor said", async ({
  browser,
  company,
}) => {
  const tag = tagOf();
  const { visitor, id } = await aVisitor(browser, company, `Offline ${tag}`);
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  await agent.openConversation(id);
  const { page } = agent;
  await company.stack.restart();
  await visitor.say(`After the restart ${tag}`);
  await expect(agent.log.getByText(`After the restart ${tag}`)).toBeVisible();

  await page.context().setOffline(true);
  await agent.say(`Written offline ${tag}`);
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.keyboard.type(`Noted offline ${tag}`);
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Not saved:/)).toBeVisible();
  await visitor.say(`Meanwhile ${tag}`);
  await page.context().setOffline(false);
  await expect(visitor.log.getByText(`Written offline ${tag}`)).toBeVisible();
  await expect(agent.log.getByText(`Meanwhile ${tag}`)).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Write a note" })).toHaveValue(`Noted offline ${tag}`);
  await page.getByRole("textbox", { name: "Write a note" }).press("Enter");
  await expect(agent.log.getByText(`Noted offline ${tag}`, { exact: true })).toHaveCount(1);
});

test("an agent logs an activity, adds a note and converts the lead beside its conversation", async ({
  browser,
  company,
}) => {
  const tag = tagOf();
  const { id } = await aVisitor(browser, company, `Write to ${tag}@sailmakers.example`);
  const agent = new Agent(await newPerson(browser));
  await agent.signIn(company);
  await agent.openConversation(id);
  const { page } = agent;
  await page.getByRole("button", { name: /make a lead/ }).click();
  const more = page.getByRole("button", { name: "More for this lead" });
  await more.click();
  await page.getByRole("menuitem", { name: /Log an activity/ }).click();
  await page.getByLabel("Subject").fill(`Called ${tag}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Logged.")).toBeVisible();
  await more.click();
  await page.getByRole("menuitem", { name: /Convert or open/ }).click();
  await expect(page.getByText("A new one is made").first()).toBeVisible();
  await page.getByLabel("An opportunity").check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Convert lead" }).click();
  await expect(page.getByText("Converted.", { exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Lead" }).getByText("converted")).toBeVisible();
  const { data } = await crm(company, `/conversations/${id}`);
  const { lead_id } = data as { lead_id: number };
  expect(await crm(company, `/leads/${lead_id}`)).toMatchObject({
    data: { status: "converted", linked: { contact_id: expect.any(Number), opportunity_id: expect.any(Number) } },
  });
});
