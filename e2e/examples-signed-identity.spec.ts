import { expect, type Page } from "playwright/test";
import { startSigning } from "./support/admin.ts";
import { type ExampleSite, startExample } from "./support/example-site.ts";
import { test as base, type Company, expectAccessible } from "./support/fixtures.ts";
import { ask } from "./support/http.ts";
import { newPerson, Visitor } from "./support/people.ts";

const test = base.extend<object, { site: ExampleSite }>({
  site: [
    async ({ company }, use) => {
      const { publicKey, keyId, secret } = await startSigning(company);
      const site = await startExample("signed-identity", {
        VALETHON_URL: company.stack.url,
        VALETHON_PUBLIC_KEY: publicKey,
        VALETHON_KEY_ID: String(keyId),
        VALETHON_IDENTITY_SECRET: secret,
      });
      await use(site);
      await site.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

const mira = { email: "mira@example.com", password: "paper boat", greeting: "Good day, Mira Holm" } as const;
const jonas = { email: "jonas@example.com", password: "green lamp", greeting: "Good day, Jonas Weld" } as const;

async function signIn(page: Page, site: ExampleSite, { email, password, greeting }: typeof mira | typeof jonas) {
  await page.goto(`${site.url}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: greeting })).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).first()).toBeVisible();
}

async function shows({ log }: Visitor, ...texts: string[]): Promise<void> {
  await expect.poll(() => log.locator(".own .bubble").allInnerTexts()).toEqual(texts);
}

/** The conversations as an agent's program reads them. */
async function conversations({ stack, secretKey }: Company, search: string): Promise<unknown> {
  const { body } = await ask(`${stack.api}/conversations?search=${encodeURIComponent(search)}`, { key: secretKey });
  return body["data"];
}

test("who is signed in is proved to the agents, and nobody sees what another person wrote", async ({
  page,
  browser,
  company,
  site,
  noise,
}) => {
  // Eleven page loads and a second browser.
  test.slow();
  const visitor = new Visitor(page);

  await test.step("Mira signs in and writes; the agent's program reads that it is she", async () => {
    await signIn(page, site, mira);
    await visitor.openChat();
    await visitor.say("My key does not open");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    expect(await conversations(company, "mira@example.com")).toMatchObject([
      { trust: "verified", contact: { email: mira.email, name: "Mira Holm" } },
    ]);
  });

  await test.step("signed out, the chat is closed and holds nothing of her", async () => {
    await signOut(page);
    await expect(visitor.composer).toBeHidden();
    await expect.poll(() => page.evaluate("JSON.stringify(localStorage)")).not.toMatch(/ws_|member-1/);
    await visitor.openChat();
    await expect(page.getByText("A room, a key, a parcel? Ask the front desk.")).toBeVisible();
    await shows(visitor);
  });

  await test.step("Jonas finds a conversation of his own", async () => {
    await signIn(page, site, jonas);
    await expect(visitor.composer).toBeVisible();
    await shows(visitor);
    await visitor.say("Is there a parcel?");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    await shows(visitor, "Is there a parcel?");
    await signOut(page);
  });

  await test.step("Mira's is there when she is back, and on another device", async () => {
    await signIn(page, site, mira);
    await visitor.openChat();
    await shows(visitor, "My key does not open");
    const phone = new Visitor(await newPerson(browser));
    await signIn(phone.page, site, mira);
    await phone.openChat();
    await shows(phone, "My key does not open");
    await phone.page.context().close();
  });
  expect(noise.lines).toEqual([]);
});

test("there is no token for who is not signed in, and no form of another website counts", async ({ page, site }) => {
  const token = `${site.url}/chat-token`;
  const nobody = await page.request.get(token);
  expect([nobody.status(), await nobody.text()]).toEqual([204, ""]);

  await page.goto(`${site.url}/sign-in`);
  await expectAccessible(page);
  await page.getByLabel("Email").fill(mira.email);
  await page.getByLabel("Password").fill("a guess");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("There is nobody with this email and password.");

  await signIn(page, site, mira);
  await expectAccessible(page);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: "session", httpOnly: true, sameSite: "Lax" });
  const signed = await page.request.get(token);
  expect(signed.headers()["cache-control"]).toBe("no-store");
  expect(signed.headers()["access-control-allow-origin"]).toBeUndefined();
  expect(await signed.text()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);

  for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://elsewhere.example" }]) {
    for (const path of ["/sign-in", "/sign-out"]) {
      const form = { email: jonas.email, password: jonas.password };
      expect((await page.request.post(site.url + path, { headers, form })).status()).toBe(403);
    }
  }
  await page.reload();
  await expect(page.getByRole("heading", { name: mira.greeting })).toBeVisible();
});
