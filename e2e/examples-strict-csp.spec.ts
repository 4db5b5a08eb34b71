import { expect, type Page } from "playwright/test";
import { type ExampleSite, startExample } from "./support/example-site.ts";
import { test as base, expectAccessible } from "./support/fixtures.ts";
import { Visitor } from "./support/people.ts";

const test = base.extend<object, { site: ExampleSite }>({
  site: [
    async ({ company }, use) => {
      const env = { VALETHON_URL: company.stack.url, VALETHON_PUBLIC_KEY: company.publicKey };
      const site = await startExample("strict-csp", env);
      await use(site);
      await site.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

/** Collects what the policy stops, by the browser's own event, on every page from now on. */
async function watchViolations(page: Page): Promise<string[]> {
  const stopped: string[] = [];
  await page.exposeFunction("tellStopped", (what: string) => stopped.push(what));
  await page.addInitScript(`addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    tellStopped(effectiveDirective + " " + blockedURI))`);
  return stopped;
}

test("the strict policy stops nothing of the chat, from the first page to the rating, and stops what is injected", async ({
  page,
  site,
  noise,
}) => {
  const stopped = await watchViolations(page);
  const visitor = new Visitor(page);

  await test.step("each answer has a nonce of its own, and the header names it", async () => {
    const answers = await Promise.all([page.request.get(site.url), page.request.get(site.url)]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const nonce = /<script nonce="([^"]+)"/.exec(await answer.text())?.[1];
        expect(answer.headers()["content-security-policy"]).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic';`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  await test.step("the visitor asks, and is answered", async () => {
    await page.goto(`${site.url}/savings`);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Ask which one fits" }).click();
    await visitor.say("Which account has no notice?");
    await expect(page.getByText("Automatic reply").first()).toBeVisible();
  });

  await test.step("the chat goes on upon the next page", async () => {
    await page.getByRole("link", { name: "Home" }).click();
    await expect(visitor.log.getByText("Which account has no notice?", { exact: true })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("the visitor ends the chat, and rates it", async () => {
    await page.getByRole("button", { name: "Options" }).click();
    await page.getByRole("button", { name: "End chat" }).click();
    await page.getByRole("button", { name: "End chat" }).click();
    await page.getByRole("button", { name: "5 / 5" }).click();
    await page.getByRole("button", { name: "Send rating" }).click();
    await expect(page.getByText("Thank you for your rating")).toBeVisible();
  });

  expect({ stopped, reported: site.lines, noise: noise.lines }).toEqual({ stopped: [], reported: [], noise: [] });

  await test.step("what an attacker would put there is stopped, and reported", async () => {
    const attack = page.evaluate(`document.body.innerHTML = "<img src=x onerror='document.title=1'>"`);
    await expect(attack).rejects.toThrow("TrustedHTML");
    await expect.poll(() => stopped).toEqual(["require-trusted-types-for trusted-types-sink"]);
    await expect.poll(() => site.lines.length).toBe(1);
    expect(site.lines[0]).toMatch(/^Stopped by the policy: .*require-trusted-types-for/);
    await expect(page).toHaveTitle("Larch Credit Union");
  });
});
