import { expect, type Page } from "playwright/test";
import { expectAccessible, test } from "../support/fixtures.ts";
import { Agent, newPerson } from "../support/people.ts";

test.use({ stackOptions: {} });

const [first, second] = ["kelp-otter-violin", "basalt-heron-quilt"];
const ben = "ben@acme.example";

/** The link that the dialog shows, which is closed then. */
async function takeLink(page: Page): Promise<string> {
  const link = await page.locator("console-copy code").innerText();
  await page.getByRole("button", { name: "Done" }).click();
  return link;
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("Email").fill(ben);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** What the API answers to a call that this page's person makes. */
const ask = async (page: Page, method: string, path: string, body?: object): Promise<number> =>
  await page.evaluate(
    async ([verb, address, sent]) => {
      const base = "/admin/api/v1/crm";
      const { data } = (await (await fetch(`${base}/session`)).json()) as { data: { csrf_token: string } };
      const headers = { "X-CSRF-Token": data.csrf_token, "Content-Type": "application/json" };
      const call = { method: verb, headers, ...(sent === undefined ? {} : { body: JSON.stringify(sent) }) };
      return (await fetch(base + address, call)).status;
    },
    [method, path, body] as const,
  );

/** Axe finds nothing in light and in dark, and nothing is wider than the narrowest phone. */
async function expectGood(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: "light" });
  const size = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.locator("html").evaluate((root) => root.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
}

test("a team from its first invitation to the last word of the audit log", async ({
  browser,
  page,
  company,
  noise,
}) => {
  test.setTimeout(180_000);
  const { stack } = company;
  const settings = (name: string) => page.goto(`${stack.url}/crm/settings/${name}`);
  await new Agent(page).signIn(company, "/crm/settings/team");
  const row = page.getByRole("listitem").filter({ hasText: ben });

  await page.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.getByLabel("Name").fill("Ben");
  await page.getByLabel("Email").fill(ben);
  await expectGood(page);
  await page.getByRole("button", { name: "Invite", exact: true }).last().click();
  await expect(page.getByRole("heading", { name: "Invitation for Ben" })).toBeVisible();
  await expectGood(page);
  const invitation = await takeLink(page);
  await expect(row).toContainText("Invited");
  await expectGood(page);

  const colleague = await newPerson(browser);
  await colleague.goto(invitation);
  await expect(colleague.getByLabel("Email")).toHaveValue(ben);
  await expectGood(colleague);
  await colleague.getByLabel("Your name").fill("Benjamin");
  await colleague.getByLabel("Password", { exact: true }).fill("password1234");
  await colleague.getByRole("button", { name: "Save and sign in" }).click();
  await expect(colleague.getByText(/guessed quickly/)).toBeVisible();
  await colleague.getByLabel("Password", { exact: true }).fill(first);
  await colleague.getByRole("button", { name: "Save and sign in" }).click();
  await expect(colleague.getByRole("link", { name: /^Inbox/ })).toBeVisible();
  expect(colleague.url()).toBe(`${stack.url}/crm/inbox`);

  // An agent has a profile, and nothing of the administration: the page says so, and the API refuses.
  await colleague.goto(`${stack.url}/crm/settings`);
  await expect(colleague.getByRole("main").getByRole("link")).toHaveText([/Replies/, /Profile/]);
  await colleague.goto(`${stack.url}/crm/settings/audit`);
  await expect(colleague.getByText("Only owners and admins see this page.")).toBeVisible();
  expect(await ask(colleague, "GET", "/audit-log")).toBe(403);
  expect(await ask(colleague, "POST", "/employees", { name: "X", email: "x@acme.example", role: "owner" })).toBe(403);
  expect(await ask(colleague, "PUT", "/employees/1", { disabled: true })).toBe(403);

  await colleague.goto(`${stack.url}/crm/settings/profile`);
  await expect(colleague.getByText("This browser")).toBeVisible();
  await expectGood(colleague);
  await colleague.getByLabel("Your name").fill("Ben Ortiz");
  await colleague.getByRole("button", { name: "Save name" }).click();
  await expect(colleague.getByRole("button", { name: "Account of Ben Ortiz" })).toBeVisible();
  await colleague.getByLabel("Current password").fill("wrong words here");
  await colleague.getByLabel("New password").fill(second);
  await colleague.getByRole("button", { name: "Change password" }).click();
  await expect(colleague.getByText("This is not your current password.", { exact: false })).toBeVisible();

  // A link for a new password ends the old sign-in when it is used, and works once.
  await page.reload();
  await expect(row).toContainText("Ben Ortiz");
  await row.getByRole("button", { name: "More actions for Ben Ortiz" }).click();
  await row.getByText("Link for a new password").click();
  const reset = await takeLink(page);
  const elsewhere = await newPerson(browser);
  await elsewhere.goto(reset);
  await expect(elsewhere.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await elsewhere.getByLabel("Password", { exact: true }).fill(second);
  await elsewhere.getByRole("button", { name: "Save and sign in" }).click();
  await expect(elsewhere.getByRole("link", { name: /^Inbox/ })).toBeVisible();
  await expect(colleague.getByRole("heading", { name: "Sign in to Valethon" })).toBeVisible();
  await colleague.goto(reset);
  await expect(colleague.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
  await colleague.goto(`${stack.url}/crm`);
  await signIn(colleague, first);
  await expect(colleague.getByRole("alert")).toContainText("Email or password is wrong.");

  // Another role shows at once; a disabled colleague is out at once and cannot come back.
  await page.getByLabel("Role of Ben Ortiz").selectOption("viewer");
  await expect(page.getByText("Ben Ortiz is now a viewer.")).toBeVisible();
  await elsewhere.getByRole("button", { name: "Account of Ben Ortiz" }).click();
  await expect(elsewhere.getByText("viewer", { exact: false })).toBeVisible();
  await row.getByRole("button", { name: "More actions for Ben Ortiz" }).click();
  await row.getByText("Disable").click();
  await page.locator("console-confirm").getByRole("button", { name: "Disable" }).click();
  await expect(row).toContainText("Disabled since");
  await expect(elsewhere.getByRole("heading", { name: "Sign in to Valethon" })).toBeVisible();
  await signIn(elsewhere, second);
  await expect(elsewhere.getByRole("alert")).toContainText("Email or password is wrong.");
  await expectGood(page);

  await settings("audit");
  await expect(page.getByRole("listitem").filter({ hasText: "Olive Owner invited Ben Ortiz" })).toBeVisible();
  await expectGood(page);
  await page.getByLabel("What was done").selectOption("Sign-ins");
  await expect(page).toHaveURL(/kind=sign-ins/);
  await expect(page.getByText("Somebody tried to sign in as Ben Ortiz, and was refused").first()).toBeVisible();
  await expect(page.getByText("invited")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText("Olive Owner disabled Ben Ortiz")).toBeVisible();

  // A person's data: looked up, handed out, erased after typing whom.
  const made = await fetch(`${stack.api}/leads`, {
    method: "POST",
    headers: { "X-API-Key": company.secretKey, "Content-Type": "application/json" },
    body: JSON.stringify({ email: "jane@shop.example", first_name: "Jane" }),
  });
  expect(made.status).toBe(201);
  await settings("data");
  await page.getByLabel("Email or phone").fill("jane@shop.example");
  await page.getByRole("button", { name: "Look up" }).click();
  await expect(page.getByText("Of jane@shop.example there is 1 lead.")).toBeVisible();
  await expectGood(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download as JSON" }).click();
  expect((await download).suggestedFilename()).toBe("personal-data-jane@shop.example.json");
  await page.getByRole("button", { name: "Erase…" }).click();
  await expect(page.getByRole("button", { name: "Erase for good" })).toBeDisabled();
  await page.getByLabel(/^Type/).fill("jane@shop.example");
  await page.getByRole("button", { name: "Erase for good" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: /lead \d+.*by Olive Owner/ })).toBeVisible();

  await page.getByRole("button", { name: "Switch to test data" }).click();
  await page.getByRole("button", { name: "Wipe test data…" }).click();
  await page.getByLabel(/^Type/).fill("reset");
  await page.getByRole("button", { name: "Wipe test data", exact: true }).click();
  await expect(page.getByText("The test data is wiped.")).toBeVisible();
  // What was refused on purpose: a browser tells every such answer.
  expect(noise.lines.filter((line) => !line.includes("Failed to load resource"))).toEqual([]);
});
