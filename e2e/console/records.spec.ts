import { expect, type Page } from "playwright/test";
import { type Admin, signIn, signInAsOwner } from "../support/admin.ts";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson } from "../support/people.ts";

// One company for the file: each test tidies up what others would meet.
test.describe.configure({ mode: "default" });

interface Made {
  readonly [id: string]: number;
}

/** Writes by the API, as a colleague beside the page does. */
async function make(admin: Admin, path: string, body: object): Promise<Made> {
  return (await admin.call("POST", path, body))["data"] as Made;
}

/** Axe in both schemes, and no sideways scroll on the smallest phone. */
async function expectFitForAll(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  // The page itself scrolls within the shell.
  const sideways = (element: { readonly scrollWidth: number; readonly clientWidth: number }) =>
    element.scrollWidth - element.clientWidth;
  await expect.poll(() => page.locator("#page > *").evaluate(sideways)).toBe(0);
  if (size !== null) await page.setViewportSize(size);
}

const side = (page: Page, noun: string) => page.getByRole("complementary", { name: `About this ${noun}` });

async function asOwner(company: Company, page: Page, path: string): Promise<Admin> {
  await new Agent(page).signIn(company, path);
  return await signInAsOwner(company);
}

test("a person is entered, edited beside a colleague, tagged, noted about, worked on, deleted and brought back", async ({
  page,
  company,
}) => {
  const admin = await asOwner(company, page, "/crm/people");
  const { custom_field_id } = await make(admin, "/custom-fields", {
    ...{ entity_type: "contact", key: "plan", label: "Plan", type: "select" },
    ...{ options: ["Basic", "Gold"], required: true },
  });
  const { prospect_id } = await make(admin, "/prospects", { name: "Harbour Lights" });
  await make(admin, "/people", { email: "taken@people.example", custom_fields: { plan: "Basic" } });
  await expect(page.getByRole("link", { name: "taken@people.example" })).toBeVisible();
  await expectFitForAll(page);

  await page.getByRole("button", { name: "New person" }).click();
  const dialog = page.locator("console-new-record");
  await dialog.getByLabel("First name").fill("Grace");
  await dialog.getByLabel("Email").fill("taken@people.example");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(dialog.getByRole("link", { name: "Open that person" })).toHaveAttribute("href", /\/crm\/people\/\d+$/);
  await expectAccessible(page);
  await dialog.getByLabel("Email").fill("grace@people.example");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(dialog.getByLabel("Plan *")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Plan *").selectOption("Gold");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(page.getByRole("heading", { name: "Grace", level: 1 })).toBeVisible();
  const path = new URL(page.url()).pathname.replace("/crm", "");

  const title = page.getByLabel("Job title");
  await title.fill("Admiral");
  await admin.call("PUT", path, { title: "Commodore" });
  await expect(page.getByRole("alert")).toContainText("You both changed Job title (now “Commodore”)");
  await page.getByLabel("Plan *").selectOption("Basic");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await title.fill("Captain");
  await title.press("Escape");
  await expect(title).toHaveValue("Admiral");
  expect(await admin.call("GET", path)).toMatchObject({ data: { title: "Admiral", custom_fields: { plan: "Basic" } } });

  await side(page, "person").getByLabel("Add a tag").fill("navy");
  await side(page, "person").getByLabel("Add a tag").press("Enter");
  await side(page, "person").getByRole("button", { name: "Link a prospect" }).click();
  await page.getByRole("combobox", { name: "Find the prospect" }).fill("harbour");
  await page.getByRole("option", { name: "Harbour Lights" }).click();
  await expect(side(page, "person").getByRole("link", { name: "Harbour Lights" })).toHaveAttribute(
    "href",
    `/crm/prospects/${prospect_id}`,
  );
  expect(await admin.call("GET", path)).toMatchObject({ data: { tags: ["navy"], prospect_id } });

  const notes = page.getByRole("region", { name: "Notes" });
  for (const text of ["Prefers **mornings**\n<b>no calls</b>", "Second note"]) {
    await notes.getByLabel("New note").fill(text);
    await notes.getByRole("button", { name: "Add note" }).click();
    await expect(notes.getByText(text)).toBeVisible();
  }
  await notes
    .getByRole("listitem")
    .nth(1)
    .getByRole("button", { name: /More actions/ })
    .click();
  await page.getByRole("menuitem", { name: "Pin to the top" }).click();
  await expect(notes.getByRole("listitem").first()).toContainText("Pinned");
  await expect(notes.getByRole("listitem").first()).toContainText("<b>no calls</b>");

  const activity = page.getByRole("region", { name: "Activity" });
  await activity.getByRole("button", { name: "New task" }).click();
  await activity.getByLabel("What is to be done").fill("Send the quote");
  await activity.getByRole("button", { name: "Add task" }).click();
  await activity.getByRole("button", { name: "Complete Send the quote" }).click();
  await expect(activity.getByRole("button", { name: "Reopen Send the quote" })).toBeVisible();
  await expectFitForAll(page);

  await page.getByRole("button", { name: "More actions for Grace" }).click();
  await page.getByRole("menuitem", { name: "Delete person" }).click();
  await page.getByRole("button", { name: "Delete person", exact: true }).click();
  await expect(page).toHaveURL(/\/crm\/people$/);
  await expect(page.getByRole("link", { name: "Grace" })).toBeHidden();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: "Grace" })).toBeVisible();
  await admin.call("DELETE", `/custom-fields/${custom_field_id}`);
});

test("a lead is merged and unmerged, converted after a look at what comes of it, and leads to what it became", async ({
  page,
  company,
}) => {
  const admin = await asOwner(company, page, "/crm/leads");
  const raw_payload = { message: "Looking for a tool" };
  const { lead_id } = await make(admin, "/leads", { first_name: "Ines", email: "ines@merge.example", raw_payload });
  const other = await make(admin, "/leads", {
    last_name: "Duarte",
    phone: "+351 21 000 0000",
    email: "i@merge.example",
  });
  await make(admin, "/notes", { entity_type: "lead", entity_id: other["lead_id"], content: "Met at the fair" });
  await make(admin, "/prospects", { name: "Merge Works", website: "https://merge.example" });
  await page.goto(`${company.stack.url}/crm/leads/${lead_id}`);
  await page.getByText("Form data as it was sent").click();
  await expect(page.getByText(raw_payload.message)).toBeVisible();

  await page.getByRole("button", { name: "More actions for Ines" }).click();
  await page.getByRole("menuitem", { name: "Merge another lead…" }).click();
  await page.getByRole("combobox", { name: "Find the lead" }).fill("duarte");
  await page.getByRole("option", { name: /Duarte/ }).click();
  await expect(page.getByText("Moving here: 1 note.")).toBeVisible();
  await expect(page.getByRole("region", { name: "The lead after merging" })).toContainText("+351 21 000 0000");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Merge leads" }).click();
  await expect(page.getByLabel("Phone")).toHaveValue("+351 21 000 0000");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The merge was taken back")).toBeVisible();
  await expect(page.getByLabel("Phone")).toHaveValue("");

  await admin.call("POST", `/leads/${lead_id}/merge`, { from_lead_id: other["lead_id"] });
  await page.goto(`${company.stack.url}/crm/leads/${other["lead_id"]}`);
  await expect(page.getByRole("link", { name: `Open lead ${lead_id}` })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Take the merge back" }).click();
  await expect(page.getByRole("heading", { name: "Duarte", level: 1 })).toBeVisible();

  await page.goto(`${company.stack.url}/crm/leads/${lead_id}`);
  await page.getByRole("button", { name: "Convert…" }).click();
  const preview = page.getByRole("list", { name: "What comes of it" });
  await expect(preview).toContainText("A new person, Ines");
  await expect(preview.getByRole("link", { name: "Merge Works" })).toBeVisible();
  await page.getByRole("switch", { name: "An opportunity" }).check();
  await expect(preview).toContainText("A new opportunity");
  await page.getByLabel("Value", { exact: true }).fill("1200");
  await expectAccessible(page);
  expect(await admin.call("GET", `/leads/${lead_id}`)).toMatchObject({ data: { status: "new" } });
  await page.getByRole("button", { name: "Convert lead" }).click();
  await expect(page.getByRole("dialog", { name: "Ines is converted" })).toBeVisible();
  const done = page.locator("console-convert-lead");
  await expect(done.getByRole("link")).toHaveCount(3);
  await done.getByRole("link", { name: /Person/ }).click();
  await expect(page).toHaveURL(/\/crm\/people\/\d+$/);
  await expect(side(page, "person").getByRole("link", { name: "Merge Works" })).toBeVisible();
  await side(page, "person")
    .getByRole("link", { name: `Lead ${lead_id}` })
    .click();
  await expect(side(page, "lead").getByRole("link", { name: /Merge Works/ })).toBeVisible();
  await expectFitForAll(page);
});

test("a prospect becomes a company, and a viewer sees it all without writing any of it", async ({
  browser,
  page,
  company,
}) => {
  const admin = await asOwner(company, page, "/crm/prospects");
  const { prospect_id } = await make(admin, "/prospects", { name: "Quay Partners", industry: "Logistics" });
  const { contact_id } = await make(admin, "/people", { last_name: "Quayle", prospect_id });
  await page.getByRole("link", { name: "Quay Partners" }).click();
  await expect(side(page, "prospect").getByRole("link", { name: "Quayle" })).toBeVisible();
  await page.getByRole("button", { name: "Convert…" }).click();
  await page.getByRole("button", { name: "Convert prospect" }).click();
  await page.getByRole("button", { name: "Open it" }).click();
  await expect(page).toHaveURL(/\/crm\/companies\/\d+$/);
  await expect(page.getByRole("heading", { name: "Quay Partners" })).toBeVisible();
  await expectFitForAll(page);
  await page.getByRole("link", { name: "Companies" }).click();
  await expect(page.getByRole("link", { name: "Quay Partners" })).toBeVisible();
  await expectFitForAll(page);

  const owner = await company.stack.createUser({
    name: "Vera Viewer",
    email: "vera@example.com",
    password: "correct horse battery staple 9",
    role: "viewer",
  });
  const theirs = await newPerson(browser);
  await new Agent(theirs).signIn({ ...company, owner }, `/crm/people/${contact_id}`);
  await expect(theirs.getByLabel("Last name")).toHaveValue("Quayle");
  await expect(theirs.getByLabel("Last name")).not.toBeEditable();
  await expect(theirs.getByLabel("Assigned to")).toBeDisabled();
  for (const name of ["Save changes", "Add note", "New task", "More actions for Quayle", "Link a prospect"]) {
    await expect(theirs.getByRole("button", { name })).toHaveCount(0);
  }
  await expectAccessible(theirs);
  await theirs.goto(`${company.stack.url}/crm/people/nobody`);
  await expect(theirs.getByRole("heading", { name: "This person does not exist" })).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Restore this person" })).toHaveCount(0);
  const { cookie, csrf } = await signIn(company.stack, owner);
  const headers = { Origin: company.stack.url, Cookie: cookie, "X-CSRF-Token": csrf };
  const refused = await ask(`${company.stack.api}/people/${contact_id}`, {
    method: "PUT",
    headers,
    body: { last_name: "Quince" },
  });
  expect(refused).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
});
