import { expect, type Page } from "playwright/test";
import { type Company, expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";

// A page that asks for consent: before the visitor agrees nothing is sent and nothing is stored.

const options = `consent: "required", privacyUrl: "https://shop.example/privacy"`;

/** What the page asks the product for beside the chat's own code, sockets among it. */
function follow(page: Page, { stack }: Company): () => readonly string[] {
  const asked: URL[] = [];
  page.on("request", (request) => asked.push(new URL(request.url())));
  page.on("websocket", (socket) => asked.push(new URL(socket.url())));
  const { host } = new URL(stack.url);
  return () => asked.filter((url) => url.host === host && !url.pathname.startsWith("/widget/")).map(({ href }) => href);
}

/** What the browser keeps for the page: cookies, local and session storage, databases. */
async function kept(page: Page): Promise<unknown> {
  const stored = await page.evaluate(`(async () => [Object.keys(localStorage), Object.keys(sessionStorage),
    (await indexedDB.databases()).map(({ name }) => name)])()`);
  return [await page.context().cookies(), ...(stored as unknown[])];
}

const nothing = [[], [], [], []];
const start = (page: Page) => page.getByRole("button", { name: "Start chat" });

test("before the visitor agrees nothing is sent or stored, whatever they do in the chat", async ({
  page,
  host,
  company,
  noise,
}) => {
  const asked = follow(page, company);
  await page.goto(host.put("consent", { widget: snippet(company, options) }));
  const visitor = new Visitor(page);
  await visitor.launcher.focus();
  await page.keyboard.press("Enter");
  await expect(start(page)).toBeFocused();
  await expect(start(page)).toHaveAccessibleDescription(/stores what you write .* Privacy policy/);
  await expect(page.getByRole("link", { name: "Privacy policy" })).toHaveAttribute(
    "href",
    "https://shop.example/privacy",
  );
  await expect(visitor.composer).toBeHidden();
  await page.getByText("Hi! How can we help?").click();
  await page.getByRole("button", { name: "Options" }).click();
  await page.keyboard.press("Escape");
  await expectAccessible(page);
  expect(asked()).toEqual([]);
  expect(await kept(page)).toEqual(nothing);
  await start(page).click();
  await expect(visitor.composer).toBeFocused();
  await visitor.say("I agreed");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  expect(asked().length).toBeGreaterThan(0);
  expect(await kept(page)).not.toEqual(nothing);
  await page.reload();
  await visitor.openChat();
  await expect(visitor.log.getByText("I agreed", { exact: true })).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("the page says that the visitor agreed, and takes it back: then all is forgotten and asked again", async ({
  page,
  host,
  company,
  noise,
}) => {
  const asked = follow(page, company);
  await page.goto(host.put("page-consent", { widget: snippet(company, options) }));
  const visitor = new Visitor(page);
  await page.evaluate("Valethon.ready().then(() => Valethon.setConsent(true))");
  await page.evaluate("Valethon.setConsent(false)");
  await visitor.launcher.click();
  await expect(start(page)).toBeVisible();
  expect(asked()).toEqual([]);
  await page.evaluate("Valethon.setConsent(true)");
  await expect(visitor.composer).toBeVisible();
  await visitor.say("The page agreed for me");
  await page.evaluate("Valethon.setConsent(false)");
  await expect(visitor.composer).toBeHidden();
  await visitor.launcher.click();
  await expect(start(page)).toBeVisible();
  await expect(visitor.log.getByText("The page agreed for me")).toBeHidden();
  expect(await page.evaluate("Object.keys(localStorage)")).toEqual([]);
  expect(noise.lines).toEqual([]);
});

test("a chat that the page opened asks too, in the owner's words and without taking the focus", async ({
  page,
  host,
  company,
}) => {
  const asked = follow(page, company);
  const strings = `strings: { ar: { consent: "نحفظ رسائلك لنرد عليها." } }`;
  const look = `locale: "ar", theme: "dark", autoOpen: true, autoOpenDelay: 0`;
  const widget = snippet(company, `${options}, ${strings}, ${look}`);
  await page.goto(host.put("auto-consent", { widget }));
  const agree = page.getByRole("button", { name: "بدء الدردشة" });
  await expect(agree).toBeVisible();
  await expect(agree).not.toBeFocused();
  await expect(page.getByText("نحفظ رسائلك لنرد عليها.")).toBeVisible();
  await expectAccessible(page);
  expect(asked()).toEqual([]);
  await agree.click();
  await expect(page.getByRole("dialog").getByRole("textbox")).toBeFocused();
});
