import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect } from "playwright/test";
import { test as base, type Company } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson, Visitor } from "../support/people.ts";
import type { Stack } from "../support/stack.ts";
import { startTabbedBrowser, type TabbedBrowser } from "../support/tabs.ts";
import { expectTruth, newestConversation, shownMessages } from "../support/truth.ts";

// An older database is put back under open pages. What was said since is lost; a page that still shows it would lie.

const test = base.extend<{ tabs: TabbedBrowser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  tabs: async ({}, use) => {
    const tabs = await startTabbedBrowser();
    await use(tabs);
    await tabs.close();
  },
});

// We look at the truth more often than a customer's program may.
test.use({ stackOptions: { demo: true, env: { RATE_LIMITS: "off" } } });

/** Copies the databases while the server runs; `putBack` puts the copies in their place while it does not. */
async function backUp(stack: Stack): Promise<{ putBack(): void }> {
  const dataDir = join(stack.dataDir, "spaces");
  const folder = mkdtempSync(join(tmpdir(), "valethon-backup-"));
  const names = readdirSync(dataDir).filter((name) => name.endsWith(".db"));
  for (const name of names) {
    const database = new Sqlite(join(dataDir, name), { readonly: true });
    await database.backup(join(folder, name));
    database.close();
  }
  return {
    putBack() {
      for (const name of names) {
        for (const ending of ["", "-wal", "-shm"]) rmSync(join(dataDir, name + ending), { force: true });
        copyFileSync(join(folder, name), join(dataDir, name));
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** A visitor who has said something and got an answer. Resolves to the conversation. */
async function begin(visitor: Visitor, company: Company, text: string): Promise<number> {
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say(text);
  await expect(visitor.page.getByText("Automatic reply").first()).toBeVisible();
  return newestConversation(company);
}

async function openConsole(agent: Agent, company: Company, id: number): Promise<void> {
  await agent.signIn(company);
  await agent.openConversation(id);
  await expect(agent.log.locator(".bubble").first()).toBeVisible();
}

async function answer({ stack, secretKey }: Company, id: number, message: string): Promise<void> {
  const { status } = await ask(`${stack.api}/conversations/${id}/messages`, { key: secretKey, body: { message } });
  expect(status).toBe(201);
}

test("an older database put back under open pages: widget and console show what it holds, and nothing else", async ({
  browser,
  company,
}) => {
  const { stack } = company;
  const [visitor, late] = [new Visitor(await newPerson(browser)), new Visitor(await newPerson(browser))];
  const agent = new Agent(await newPerson(browser));
  const id = await begin(visitor, company, "Said before the copy");
  await openConsole(agent, company, id);
  const { putBack } = await backUp(stack);
  await visitor.say("Lost question");
  await agent.say("Lost answer");
  await expect(visitor.log.getByText("Lost answer", { exact: true })).toBeVisible();
  const ghost = await begin(late, company, "Lost conversation");
  await expect(agent.rowOf(ghost)).toBeVisible();

  await stack.kill();
  putBack();
  await visitor.say("Typed while it was away");
  await stack.start();

  await test.step("nothing of what was lost is shown", async () => {
    await expect(visitor.log.getByText("Typed while it was away", { exact: true })).toHaveCount(1);
    await expectTruth(company, id, visitor.log, agent.log);
    expect(await shownMessages(visitor.log)).not.toContain("Lost question");
    await expect(agent.rowOf(ghost)).toHaveCount(0);
    await expect(late.log.locator(".bubble")).toHaveCount(0);
  });

  await test.step("and it goes on", async () => {
    await agent.say("Where were we?");
    await visitor.say("At the beginning");
    await expectTruth(company, id, visitor.log, agent.log);
    await late.say("I begin again");
    await expect(agent.page.locator("a.row").getByText("I begin again")).toBeVisible();
    // The id of the conversation that was lost is given out anew.
    const again = await newestConversation(company);
    await agent.openConversation(again);
    await expectTruth(company, again, late.log, agent.log);
  });
});

test("pages that slept while an older database was put back and grew beyond what they hold show no ghost", async ({
  tabs,
  company,
}) => {
  const visitor = new Visitor(await tabs.openTab());
  const id = await begin(visitor, company, "Said before the copy");
  const agent = new Agent(await tabs.openTab());
  await openConsole(agent, company, id);
  const { putBack } = await backUp(company.stack);
  const lost = ["Lost one", "Lost two", "Lost three"];
  for (const text of lost) await answer(company, id, text);
  await expect(agent.log.getByText("Lost three", { exact: true })).toBeVisible();
  await visitor.page.bringToFront();
  await expect(visitor.log.getByText("Lost three", { exact: true })).toBeVisible();
  await tabs.openTab();
  for (const { page } of [visitor, agent]) {
    await page.waitForFunction(`document.visibilityState === "hidden"`);
    await tabs.freeze(page);
  }

  await company.stack.kill();
  putBack();
  await company.stack.start();
  for (let number = 1; number <= 2 * lost.length; number += 1) await answer(company, id, `True ${number}`);

  for (const { page } of [visitor, agent]) {
    await tabs.thaw(page);
    await page.bringToFront();
  }
  await expectTruth(company, id, visitor.log, agent.log);
  await agent.say("We are of one mind");
  await visitor.page.bringToFront();
  await expectTruth(company, id, visitor.log, agent.log);
});
