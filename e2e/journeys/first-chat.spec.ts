import { expect } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import { crm, expectTruth, newestConversation, storedMessages } from "../support/truth.ts";

test("a visitor chats, an agent answers, and the conversation becomes a lead; nothing is lost when the server is killed", async ({
  browser,
  company,
}) => {
  const visitor = new Visitor(await newPerson(browser));
  const agent = new Agent(await newPerson(browser));
  const tag = Math.random().toString(36).slice(2, 8);
  const question = `My email stopped working this morning (${tag})`;

  await test.step("the visitor writes and gets the automatic reply", async () => {
    await visitor.visit(company, "/services");
    await visitor.openChat();
    await visitor.say(question);
    await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  });

  const id = await newestConversation(company);

  await test.step("the agent sees the conversation live", async () => {
    await agent.signIn(company);
    await agent.openConversation(id);
    await expect(agent.log.getByText(question, { exact: true })).toBeVisible();
    const more = `It says the password is wrong (${tag})`;
    await visitor.say(more);
    await expect(agent.log.getByText(more, { exact: true })).toBeVisible();
  });

  await test.step("the visitor sees the answer within a second", async () => {
    const answer = `I am on it, one moment please (${tag})`;
    await agent.say(answer);
    await expect(visitor.log.getByText(answer, { exact: true })).toBeVisible({ timeout: 1000 });
  });

  await test.step("an email makes a lead that knows its page and referrer", async () => {
    await visitor.say(`Write to ${tag}@sailmakers.example if we lose each other`);
    await visitor.page.getByRole("button", { name: "Yes", exact: true }).click();
    await expect
      .poll(async () => (await crm(company, `/leads?search=${tag}@sailmakers.example`))["data"])
      .toMatchObject([
        {
          email: `${tag}@sailmakers.example`,
          source: "chat_widget",
          attribution: {
            first: {
              landing_url: expect.stringContaining(`${company.stack.demoUrl}/services`),
              referrer: "https://www.google.com/",
            },
          },
        },
      ]);
  });

  await test.step("kill -9 in mid-chat loses nothing, doubles nothing, reorders nothing", async () => {
    await company.stack.kill();
    await visitor.say(`Are you still there? (${tag})`);
    await visitor.say(`I will wait. (${tag})`);
    await agent.say(`Written while the server was down (${tag})`);
    await company.stack.restart();
    await expect
      .poll(
        async () =>
          (await storedMessages(company, id)).filter((body) => /still there|will wait|was down/.test(body)).length,
      )
      .toBe(3);
    await agent.say(`And we are back (${tag})`);
    await expect(visitor.log.getByText(`And we are back (${tag})`, { exact: true })).toBeVisible();
    await expectTruth(company, id, visitor.log, agent.log);
    const stored = await storedMessages(company, id);
    expect(stored.indexOf(`I will wait. (${tag})`)).toBeGreaterThan(stored.indexOf(`Are you still there? (${tag})`));
  });
});
