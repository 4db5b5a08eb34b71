import { expect, type Page } from "playwright/test";
import { startSigning } from "../support/admin.ts";
import type { Company } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { type HostSite, snippet } from "../support/host-pages.ts";
import { newPerson, Visitor } from "../support/people.ts";

/** The website as it serves a page to somebody: with a fresh token where it knows who that is. */
async function open(page: Page, host: HostSite, company: Company, token?: string): Promise<Visitor> {
  const identity = token === undefined ? "" : `identity: async () => ${JSON.stringify(token)}`;
  await page.goto(host.put("shop", { widget: snippet(company, identity) }));
  await page.evaluate("Valethon.ready().then(() => Valethon.open())");
  const visitor = new Visitor(page);
  await expect(visitor.composer).toBeVisible();
  return visitor;
}

const bubbles = ({ log }: Visitor) => log.locator(".own .bubble").allInnerTexts();
const shows = (visitor: Visitor, ...texts: string[]) => expect.poll(() => bubbles(visitor)).toEqual(texts);

test("a person who proves who they are keeps their conversation, on every device, and nobody else sees it", async ({
  page,
  browser,
  company,
  host,
  noise,
}) => {
  const site = await startSigning(company);
  const shop = { ...company, publicKey: site.publicKey };
  const ann = () => site.sign("ann", { email: "ann@customers.example", name: "Ann" });

  await test.step("what was written before signing in moves along, without a page load", async () => {
    const visitor = await open(page, host, shop);
    await visitor.say("Before I signed in");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    await page.evaluate(`Valethon.identify(${JSON.stringify(await ann())})`);
    await visitor.say("After I signed in");
    await shows(visitor, "Before I signed in", "After I signed in");
    // She is known by her token: nothing asks for an email.
    await expect(page.getByText("Get our answer by email")).toBeHidden();
  });

  await test.step("her next page, and her phone, show the same", async () => {
    await shows(await open(page, host, shop, await ann()), "Before I signed in", "After I signed in");
    const phone = await open(await newPerson(browser), host, shop, await ann());
    await shows(phone, "Before I signed in", "After I signed in");
    await phone.say("From my phone");
    await shows(new Visitor(page), "Before I signed in", "After I signed in", "From my phone");
    await phone.page.context().close();
  });

  await test.step("another person on the same browser has a conversation of their own", async () => {
    const visitor = await open(page, host, shop, await site.sign("bob"));
    await visitor.say("Bob here");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    await shows(visitor, "Bob here");
  });

  await test.step("back as herself she finds hers", async () => {
    await shows(await open(page, host, shop, await ann()), "Before I signed in", "After I signed in", "From my phone");
  });

  await test.step("signed out, the browser shows nothing of her and keeps nothing", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(host.put("shop", { widget: snippet(shop) }));
    const visitor = new Visitor(page);
    // The chat was left open: so it is now, and nothing more.
    await expect(page.getByText("Hi! How can we help?")).toBeVisible();
    await expect.poll(() => page.evaluate("JSON.stringify(localStorage)")).not.toMatch(/ws_|ann/);
    await shows(visitor);
    expect(asked.filter((path) => path.includes("/widget/init"))).toEqual([]);
    await visitor.say("Somebody else");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
    await shows(visitor, "Somebody else");
  });

  expect(noise.lines).toEqual([]);
});

test("where a website requires it, a message says that one must sign in, and goes out when one has", async ({
  page,
  company,
  host,
}) => {
  const site = await startSigning(company, true);
  const visitor = await open(page, host, { ...company, publicKey: site.publicKey });
  await visitor.say("Let me in");
  await expect(page.getByText("Not sent: Please sign in first.")).toBeVisible();
  await page.evaluate(`Valethon.identify(${JSON.stringify(await site.sign("ann"))})`);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await shows(visitor, "Let me in");
});

test("whom a page names and signs out again before the chat is opened, it says nothing of", async ({
  page,
  company,
  host,
}) => {
  const posted: string[] = [];
  page.on("request", (request) => posted.push(request.postData() ?? ""));
  await page.goto(host.put("shop", { widget: snippet(company) }));
  await page.evaluate(`Valethon.ready().then(() => {
    Valethon.identify({ email: "first@customers.example" });
    Valethon.reset();
    Valethon.identify({ email: "second@customers.example" });
  })`);
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Who am I?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  await expect.poll(() => posted.join()).toContain("second@customers.example");
  expect(posted.join()).not.toContain("first@customers.example");
});
