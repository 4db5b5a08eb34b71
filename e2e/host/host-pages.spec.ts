import { expect, type Page } from "playwright/test";
import { expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";

// Pages that make it hard for a stranger's script. In each the visitor gets an answer, and the page no noise.

async function chat(page: Page, text: string): Promise<Visitor> {
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say(text);
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await expect(page.getByRole("dialog")).not.toContainText(/false|undefined|null|\[object/);
  return visitor;
}

test("strict CSP with Trusted Types: from the first message to the rating", async ({ page, host, company, noise }) => {
  const { url } = company.stack;
  const policy = `default-src 'none'; base-uri 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self';
    img-src 'self' data: ${url}; connect-src ${url} ${url.replace("http", "ws")};
    require-trusted-types-for 'script'; trusted-types lit-html`.replaceAll("\n", " ");
  const widget = snippet(company, "", 'nonce="abc"');
  await page.goto(host.put("csp", { widget, headers: { "Content-Security-Policy": policy } }));
  await chat(page, "Is this page strict?");
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("button", { name: "End chat" }).click();
  await page.getByRole("button", { name: "End chat" }).click();
  // The composer and the question are gone: the focus stays in the chat.
  await expect(page.getByRole("dialog")).toBeFocused();
  await page.getByRole("button", { name: "4 / 5" }).click();
  await expectAccessible(page, "valethon-chat");
  await page.getByRole("button", { name: "Send rating" }).click();
  await expect(page.getByText("Thank you for your rating")).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("hostile CSS, another base address and a taken element name change nothing", async ({ page, host, noise }) => {
  const head = `<base href="https://other.example/x/"><style>
    * { all: unset !important; display: block !important; visibility: hidden !important; opacity: 0 !important }
    button { background: red !important; transform: rotate(45deg) !important } valethon-chat { display: none !important }
    </style><script>customElements.define("valethon-chat", class extends HTMLElement {})</script>`;
  await page.goto(host.put("hostile", { head }));
  const visitor = await chat(page, "Can you see me?");
  await page.mouse.move(0, 0);
  await expect.poll(() => visitor.launcher.boundingBox()).toEqual({ x: 1204, y: 644, width: 56, height: 56 });
  expect(noise.lines).toEqual([]);
});

test("included twice it is one chat; destroyed and included again it is a new one", async ({
  page,
  host,
  company,
  noise,
}) => {
  await page.goto(host.put("twice", { widget: snippet(company).repeat(2) }));
  const visitor = await chat(page, "Once or twice?");
  await expect(visitor.launcher).toHaveCount(1);
  await page.evaluate("Valethon.destroy()");
  await expect(visitor.launcher).toHaveCount(0);
  await page.addScriptTag({ url: `${company.stack.url}/widget/chat.js` });
  await expect(visitor.log.getByText("Once or twice?", { exact: true })).toBeVisible();
  await expect(visitor.launcher).toHaveCount(1);
  expect(noise.lines).toEqual([]);
});

test("a swapped body brings its own element, and the open chat moves into it", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = `<script src="${company.stack.url}/widget/chat.js" async></script>`;
  const body = `<h1>Shop</h1><valethon-chat public-key="${company.publicKey}"></valethon-chat>`;
  await page.goto(host.put("turbo", { widget, body }));
  const visitor = await chat(page, "Before the swap");
  await page.evaluate(`document.body.replaceWith(document.adoptNode(
    new DOMParser().parseFromString(${JSON.stringify(body)}, "text/html").body))`);
  await visitor.say("After the swap");
  await expect(page.locator("valethon-chat")).toHaveCount(1);
  expect(noise.lines).toEqual([]);
});

test("in a sandboxed frame it works from memory, and says so", async ({ page, host, noise }) => {
  const frame = `<iframe sandbox="allow-scripts" src="inner" width="500" height="600"></iframe>`;
  host.put("inner");
  await page.goto(host.put("outer", { widget: "", body: frame }));
  const inner = page.frameLocator("iframe");
  await inner.getByRole("button", { name: /^chat/i }).click();
  await inner.getByRole("textbox").fill("Nothing is kept here");
  await inner.getByRole("textbox").press("Enter");
  await expect(inner.getByText("Automatic reply").first()).toBeVisible();
  await expect(inner.getByText("can’t keep your messages")).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("an open chat speaks another language as soon as the page chooses one", async ({ page, host }) => {
  await page.goto(host.put("language"));
  await new Visitor(page).openChat();
  await expect(page.getByRole("button", { name: "Options" })).toBeVisible();
  await page.evaluate('Valethon.setLocale("fr"); Valethon.setLocale("de")');
  await expect(page.getByRole("textbox", { name: "Nachricht schreiben" })).toBeVisible();
  await page.getByRole("button", { name: "Optionen" }).click();
  await expect(page.getByRole("button", { name: "Verlauf herunterladen" })).toBeVisible();
});

test("a launcher that changes between press and release opens the chat", async ({ page, host }) => {
  await page.goto(host.put("press"));
  const visitor = new Visitor(page);
  await visitor.launcher.hover();
  await page.mouse.down();
  await page.evaluate('Valethon.update({ theme: "dark" })');
  await page.mouse.up();
  await expect(visitor.composer).toBeVisible();
});

test("a chat that the page opened greets, makes no session even when it is closed, and stays closed", async ({
  page,
  host,
  company,
  noise,
}) => {
  const widget = snippet(company, "autoOpen: true, autoOpenDelay: 0");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(host.put("auto", { widget }));
  const visitor = new Visitor(page);
  await expect(page.getByText("Hi! How can we help?")).toBeVisible();
  await page.getByRole("button", { name: "Close chat" }).click();
  await page.reload();
  await expect(visitor.launcher).toBeVisible();
  await expect(visitor.composer).toBeHidden();
  expect(asked.filter((url) => url.includes("/widget/init"))).toEqual([]);
  expect(await page.evaluate("[localStorage.length, document.cookie]")).toEqual([0, ""]);
  expect(noise.lines).toEqual([]);
});

test("whatever a page sets or calls wrongly is one warning each, and nothing is thrown", async ({
  page,
  host,
  company,
  noise,
}) => {
  const bad = "primaryColor: 'red; }', position: 'middle', autoOpenDelay: '5s', apiBase: 'https://['";
  const queue = `<script>window.Valethon = (...a) => (Valethon.q = Valethon.q || []).push(a); Valethon("setLocale", "de");
    Valethon("reset"); Valethon("endConversation"); Valethon.q.push(7)</script>`;
  await page.goto(host.put("wrong", { head: queue, widget: snippet(company, bad) }));
  await page.evaluate(`Valethon.open(); Valethon.on("open"); Valethon("constructor"); Valethon.update(5);
    Valethon.sendMessage({}); Valethon.identify({ email: "nobody" })`);
  await expect(page.getByRole("textbox", { name: "Nachricht schreiben" })).toBeVisible();
  await expect.poll(() => noise.lines.length).toBe(10);
  expect(noise.lines.every((line) => line.startsWith("warning: [Valethon] "))).toBe(true);
});

test("three tabs are one conversation with one read state", async ({ context, host }) => {
  const address = host.put("tabs");
  const tabs = await Promise.all([1, 2, 3].map(async () => new Visitor(await context.newPage())));
  for (const { page } of tabs) await page.goto(address);
  for (const tab of tabs) await tab.openChat();
  await Promise.all(tabs.map((tab, index) => tab.say(`From tab ${index}`)));
  for (const { log } of tabs) {
    for (const index of tabs.keys()) await expect(log.getByText(`From tab ${index}`, { exact: true })).toHaveCount(1);
  }
  const bubbles = (tab: Visitor) => tab.page.locator(".bubble").allInnerTexts();
  const [first, ...others] = tabs;
  if (!first) throw new Error("There is no tab.");
  for (const tab of others) await expect.poll(() => bubbles(tab)).toEqual(await bubbles(first));
});

test("what was typed while the server was down goes out from the next page, once, though the tab was closed", async ({
  page,
  context,
  host,
  company,
}) => {
  const address = host.put("offline");
  await page.goto(address);
  // The chat's code is there, all of it, and a session is not. Idleness from before the hover says nothing of it.
  const underWay = new Set<unknown>();
  page.on("request", (request) => underWay.add(request));
  page.on("requestfinished", (request) => underWay.delete(request));
  const code = page.waitForEvent("requestfinished", (request) => request.url().includes("/widget/chunk-"));
  await new Visitor(page).launcher.hover();
  await code;
  await page.waitForFunction("customElements.get('valethon-panel') !== undefined");
  await expect.poll(() => underWay.size).toBe(0);
  await company.stack.kill();
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Typed, then closed");
  await page.close();
  await company.stack.restart();
  const next = new Visitor(await context.newPage());
  await next.page.goto(address);
  // The badge of the answer shows that it went out before anybody opened the chat.
  await expect(next.page.getByRole("button", { name: "Chat (1)" })).toBeVisible();
  await next.openChat();
  await expect(next.log.getByText("Typed, then closed", { exact: true })).toHaveCount(1);
  await next.page.reload();
  await expect(next.log.getByText("Typed, then closed", { exact: true })).toHaveCount(1);
  await expect(next.page.getByRole("heading", { level: 2 })).not.toHaveText("127.0.0.1");
});
