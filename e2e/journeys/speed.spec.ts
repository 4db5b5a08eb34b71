import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, type Page } from "playwright/test";
import { test } from "../support/fixtures.ts";
import { type HostSite, startHostSite } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";
import type { Stack } from "../support/stack.ts";
import { newestConversation } from "../support/truth.ts";

// What a page and a long thread cost on a slow machine, as far as it is the same at any speed: what moves, what is fetched,
// how many rows stand in the document. Milliseconds are for the bench, which runs alone: npm run bench:widget.

test.use({ stackOptions: { demo: true, env: { RATE_LIMITS: "off" } } });

const paragraph = `<p>${"We look after computers, networks and the people who use them. ".repeat(20)}</p>`;
const content = `<h1>Shop</h1>${paragraph.repeat(12)}`;

/** A quarter of this machine's speed. */
async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

/** Keeps every layout shift, also those right after an act, which the metric forgives. A node is null inside the chat. */
const watchShifts = `globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries())
    shifts.push({ value, moved: sources.map(({ node }) => node?.nodeName ?? null) });
}).observe({ type: "layout-shift", buffered: true });`;

/** Keeps whether the launcher stood when a storage was first read, and when the composer was made. */
const watchOrder = `const { getItem } = Storage.prototype;
Storage.prototype.getItem = function (name) {
  globalThis.launcherStood ??= document.querySelector("valethon-chat") !== null;
  return getItem.call(this, name);
};
const { attachShadow } = Element.prototype;
Element.prototype.attachShadow = function (options) {
  if (this.localName === "valethon-composer") globalThis.composerMade = performance.now();
  return attachShadow.call(this, options);
};`;

interface Shift {
  readonly value: number;
  readonly moved: readonly (string | null)[];
}

const shiftsOf = async (page: Page): Promise<readonly Shift[]> => (await page.evaluate("shifts")) as readonly Shift[];

let site: HostSite;

test.beforeEach(async ({ company, page }) => {
  site = await startHostSite(company);
  await page.addInitScript(watchShifts);
});

test.afterEach(() => site.close());

test("on a slow machine the launcher is one request, and no more comes before the visitor acts", async ({
  page,
  company,
}) => {
  await slowDown(page);
  await page.addInitScript(watchOrder);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const address = site.put("quiet", { body: content });
  await page.goto(address);
  await expect(new Visitor(page).launcher).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(requests).toEqual([address, `${company.stack.url}/widget/chat.js`]);
  // A storage may keep a page waiting: what it tells is of no use to the launcher.
  expect(await page.evaluate("launcherStood")).toBe(true);
  expect(await shiftsOf(page)).toEqual([]);
});

test("the chat's code and its texts are asked for together, and all else once one can write", async ({ page }) => {
  await page.addInitScript(watchOrder);
  const asked: string[] = [];
  const both = Promise.withResolvers<void>();
  await page.route("**/widget/chunk-*", async (route) => {
    asked.push(route.request().url());
    if (asked.length === 2) both.resolve();
    await both.promise;
    await route.continue();
  });
  await page.goto(site.put("order", { body: content }));
  await new Visitor(page).openChat();
  await page.waitForLoadState("networkidle");
  expect(asked[1]).toMatch(/chunk-en-\w+\.js/);
  const later = `performance.getEntriesByType("resource").filter(({ name, startTime }) =>
    name.includes("/widget/chunk-") && startTime >= composerMade).length`;
  expect(asked.length).toBeGreaterThan(4);
  // A chunk has its entry once it has come.
  await expect.poll(async () => asked.length - Number(await page.evaluate(later))).toBe(2);
});

test("on a slow machine nothing of the page moves, from its load to the first answer", async ({ page, noise }) => {
  await slowDown(page);
  const visitor = new Visitor(page);
  await page.goto(site.put("long", { body: content }));
  await visitor.openChat();
  expect(await shiftsOf(page)).toEqual([]);
  await visitor.say("My laptop is slow");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  const shifts = await shiftsOf(page);
  expect(shifts.flatMap(({ moved }) => moved).filter((node) => node !== null)).toEqual([]);
  // Beside a message on the right its state becomes another word: a line of the chat, and nothing else, begins elsewhere.
  expect(shifts.reduce((sum, { value }) => sum + value, 0)).toBeLessThan(0.001);
  expect(noise.lines).toEqual([]);
});

const many = 10_000;

test("10,000 messages are read from the last to the first and back, 16 rows a task, never more than 200 in the document", async ({
  page,
  company,
}) => {
  test.setTimeout(180_000);
  const visitor = new Visitor(page);
  await page.goto(site.put("thread", { body: content }));
  await visitor.openChat();
  await visitor.say(first);
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await addMessages(company.stack, await newestConversation(company));
  await page.reload();
  await expect(visitor.log.getByText(messageText(many), { exact: true })).toBeInViewport();

  await page.evaluate(watchRows);
  const patience = { polling: "raf", timeout: 80_000 } as const;
  await page.waitForFunction(`scrollThread(0, "${first}")`, null, patience);
  await page.waitForFunction(`scrollThread(1, "${messageText(many)}")`, null, patience);
  await expect(visitor.log.getByText(messageText(many), { exact: true })).toBeInViewport();
  const mostRows = await page.evaluate("mostRows");
  expect(mostRows).toBeGreaterThan(80);
  expect(mostRows).toBeLessThanOrEqual(200);
  // More of them would keep a slow phone busy for longer than a finger on it waits.
  expect(await page.evaluate("mostAdded")).toBe(16);
});

const first = "The first of many";
const messageText = (number: number) => `Message ${number} of many`;

/**
 * `mostRows`: the most that stood in the thread after any change of it; `mostAdded`: the most that one task brought. `scrollThread` goes to its one end (0) or the other
 * (1) as it is now, as a reader who drags the bar, and says whether a message with this text stands there.
 */
const watchRows = `(() => {
  const inside = (element, selector) => element.shadowRoot.querySelector(selector);
  const messages = inside(inside(document.querySelector("valethon-chat"), "valethon-panel"), "valethon-messages");
  const [scroller, log] = [inside(messages, ".scroll"), inside(messages, "[role=log]")];
  globalThis.mostRows = 0;
  globalThis.mostAdded = 0;
  const count = (changes = []) => {
    mostAdded = Math.max(mostAdded, changes.reduce((sum, { addedNodes }) => sum + addedNodes.length, 0));
    mostRows = Math.max(mostRows, log.querySelectorAll(":scope > div").length);
  };
  new MutationObserver(count).observe(log, { childList: true });
  count();
  globalThis.scrollThread = (end, text) => {
    scroller.scrollTop = end * scroller.scrollHeight;
    const row = end ? log.lastElementChild : log.firstElementChild;
    return row.textContent.includes(text);
  };
})()`;

/** Writes them where the server would, behind its back: by its API they would take minutes. It notices nothing. */
async function addMessages(stack: Stack, conversation: number): Promise<void> {
  await stack.terminate();
  const database = new Sqlite(join(stack.dataDir, "spaces", "main_live.db"));
  const { next } = database
    .prepare("select next_seq as next from conversations where conversation_id = ?")
    .get(conversation) as { next: number };
  const insert = database.prepare(`insert into conversation_events
    (conversation_id, seq, type, sender_kind, sender_name, body, created_at) values (?, ?, 'message', 'bot', 'Bot', ?, ?)`);
  const now = Date.now();
  database.transaction(() => {
    for (let number = 1; number <= many; number += 1)
      insert.run(conversation, next + number, messageText(number), new Date(now + number).toISOString());
    database.prepare("update conversations set next_seq = ? where conversation_id = ?").run(next + many, conversation);
  })();
  database.close();
  await stack.start();
}
