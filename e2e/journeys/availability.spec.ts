import { type APIRequestContext, type Browser, expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { newPerson, Visitor } from "../support/people.ts";
import { startStack } from "../support/stack.ts";

/** Changes settings as an admin does in the console; null brings a default back. */
async function openSettings(
  browser: Browser,
  { stack, owner }: Company,
): Promise<(changes: Record<string, unknown>) => Promise<void>> {
  const request: APIRequestContext = (await newPerson(browser)).request;
  const api = `${stack.url}/admin/api/v1/crm`;
  const headers = { Origin: stack.url };
  const session = await request.post(`${api}/session`, { data: owner, headers });
  const { csrf_token } = (await session.json()).data;
  return async (changes) => {
    const answer = await request.put(`${api}/settings`, {
      data: changes,
      headers: { ...headers, "X-CSRF-Token": csrf_token },
    });
    expect(answer.status()).toBe(200);
  };
}

/** A company where nobody else signs in: an agent who is online outranks closed hours. */
const quiet = test.extend<{ company: Company }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
  company: async ({}, use) => {
    const stack = await startStack({ demo: true });
    try {
      const owner = await stack.createOwner();
      await use({ stack, owner, publicKey: await stack.createKey("pk_live"), secretKey: await stack.createKey("crm") });
    } finally {
      await stack.stop();
    }
  },
});

quiet("an open chat tells of an incident and of the hours while they change", async ({ page, browser, company }) => {
  const change = await openSettings(browser, company);
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say("Do you sell laptops?");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  const incident = page.getByText("Mail is delayed by an hour");
  const closed = page.getByText(/^Closed – back/);
  await change({ incident: "Mail is delayed by an hour" });
  await expect(incident).toBeVisible({ timeout: 2000 });
  const inThreeDays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][(new Date().getUTCDay() + 3) % 7] ?? "";
  await change({ business_hours: { [inThreeDays]: [["09:00", "17:00"]] } });
  await expect(closed).toBeVisible({ timeout: 2000 });
  await expectAccessible(page);
  await change({ incident: null, business_hours: null });
  await expect(incident).toBeHidden({ timeout: 2000 });
  await expect(closed).toBeHidden({ timeout: 2000 });
});

test("a visitor makes a ticket by taps and short answers", async ({ page, company }) => {
  const visitor = new Visitor(page);
  await visitor.visit(company);
  await visitor.openChat();
  await visitor.say("hello");
  await page.getByRole("button", { name: "Create ticket" }).click();
  await expect(visitor.log.getByText("What is your name?")).toBeVisible();
  await visitor.say("Jo Smith");
  await expect(page.getByText("Cancel", { exact: true })).toBeVisible();
  await visitor.say("jo.smith@globex.example");
  await expect(visitor.log.getByText("In one line: what is it about?")).toBeVisible();
  await visitor.say("The printer on floor 2 eats paper");
  await expect(visitor.log.getByText(/Your ticket has the number \d+/)).toBeVisible();
});
