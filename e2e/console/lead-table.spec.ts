import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "playwright/test";
import { sized } from "../faults/form.ts";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent, newPerson } from "../support/people.ts";

// These tests are of many calls in a row; what a limit does to them is told in bulk.test.ts.
test.use({ stackOptions: { env: { RATE_LIMITS: "off" } } });

const tag = () => Math.random().toString(36).slice(2, 8);

async function makeLeads({ stack, secretKey }: Company, source: string, count: number): Promise<void> {
  const operations = Array.from({ length: count }, (_, index) => ({
    method: "POST",
    path: "/leads",
    body: { last_name: `Person ${index}`, email: `person${index}@${source}.example`, source },
  }));
  const answer = await ask(`${stack.api}/batch`, { key: secretKey, method: "POST", body: { operations } });
  const { results } = answer.body["data"] as { results: { status: number }[] };
  expect(
    results.every(({ status }) => status === 201),
    JSON.stringify(answer.body).slice(0, 500),
  ).toBe(true);
}

async function countOf({ stack, secretKey }: Company, query: string): Promise<number> {
  const { body } = await ask(`${stack.api}/leads?${query}`, { key: secretKey });
  return (body["pagination"] as { total: number }).total;
}

async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.getByLabel("Choose a CSV file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
}

/** Rows of the imported file; both lengths are walked through alike. */
const people = sized({ short: 2_000, long: 10_000 });
const rows = (page: Page): Locator => page.locator("tbody tr");

test("chosen leads are changed together, also those of other pages, and each refusal is told", async ({
  browser,
  company,
}) => {
  const source = `bulk${tag()}`;
  await makeLeads(company, source, 60);
  const { page } = await seat(new Agent(await newPerson(browser)), company, `/crm/leads?source=${source}`);
  await expect(rows(page)).toHaveCount(25);

  await page.getByLabel("Choose Person 59", { exact: true }).check();
  await page.getByLabel("Set the status").selectOption("contacted");
  await expect(page.getByText("1 changed.")).toBeVisible();
  expect(await countOf(company, `source=${source}&status=contacted`)).toBe(1);

  await page.getByLabel("Choose all rows on this page").check();
  await page.getByRole("button", { name: "Choose all 60" }).click();
  await expect(page.getByText("60 chosen")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Assign to", { exact: true }).selectOption({ index: 2 });
  await expect(page.getByText("60 changed.")).toBeVisible();
  expect(await countOf(company, `source=${source}&assigned_to=none`)).toBe(0);

  await page.getByLabel("Choose Person 58", { exact: true }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete lead" }).click();
  await expect(page.getByText("1 deleted.")).toBeVisible();
  expect(await countOf(company, `source=${source}`)).toBe(59);
});

test("a choice of columns stays, and what the filters show is what the file holds", async ({ browser, company }) => {
  const source = `file${tag()}`;
  await makeLeads(company, source, 30);
  const { page } = await seat(new Agent(await newPerson(browser)), company, `/crm/leads?source=${source}`);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByLabel("Phone", { exact: true }).check();
  await page.getByLabel("Company", { exact: true }).uncheck();
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Phone" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Company" })).toHaveCount(0);

  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^leads-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(31);
  expect(lines.slice(1).every((line) => line.includes(`@${source}.example`))).toBe(true);
});

test(`a file of ${people.toLocaleString("en-US")} rows is mapped, checked without a trace, and imported while its progress shows`, async ({
  browser,
  company,
}) => {
  test.setTimeout(120_000);
  const source = `import${tag()}`;
  const count = people.toLocaleString("en-US");
  const all = (people + 1).toLocaleString("en-US");
  const lines = Array.from({ length: people }, (_, n) => `Zoë,Nr ${n},p${n}@${source}.example,Hidden ${n},${source}`);
  const file = ["Vorname,Last Name,E-mail,Remark,Source", ...lines, `Bad,Row,not-an-email,x,${source}`].join("\n");
  const { page } = await seat(new Agent(await newPerson(browser)), company, "/crm/leads/import");

  await drop(page, "people.csv", file);
  // The title is no English one: the person says what it is.
  await page.getByLabel("Vorname becomes").selectOption({ label: "First name" });
  await expect(page.getByText(`Checked: ${all} of ${all} rows. Nothing was changed yet.`)).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByLabel("E-mail becomes")).toHaveValue("email");
  await expect(page.getByRole("cell", { name: /email/ }).first()).toBeVisible();
  await expectAccessible(page);
  expect(await countOf(company, `source=${source}`)).toBe(0);

  await page.getByRole("button", { name: `Import ${count} leads` }).click();
  await expect(page).toHaveURL(/\/crm\/leads\/import\/\d+$/);
  await page.reload();
  await expect(page.getByText(`Done: ${all} of ${all} rows.`)).toBeVisible({ timeout: 60_000 });
  expect(await countOf(company, `source=${source}`)).toBe(people);
  const { body } = await ask(`${company.stack.api}/leads?email=p7@${source}.example`, { key: company.secretKey });
  expect(body["data"]).toMatchObject([{ first_name: "Zoë", last_name: "Nr 7", raw_payload: { Remark: "Hidden 7" } }]);
});

async function seat(agent: Agent, company: Company, path: string): Promise<Agent> {
  await agent.signIn(company, path);
  return agent;
}
