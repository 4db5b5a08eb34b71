import { readFile } from "node:fs/promises";
import { expect } from "playwright/test";
import { type Company, expectAccessible, test } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import { Agent } from "../support/people.ts";

// A server of its own: what it counts is all that ever happened there.
test.use({ stackOptions: { env: { LOG_LEVEL: "warn" } } });

/** Three conversations: one answered and rated, one that ended without an answer, one that waits. */
async function chat({ stack, publicKey, secretKey }: Company): Promise<void> {
  const call = async (path: string, key: string, body: object) => (await ask(stack.api + path, { key, body })).body;
  for (const fate of ["answered", "missed", "waiting"]) {
    const page_url = "https://shop.example/pricing?utm_source=x";
    const { session_id } = await call("/widget/init", publicKey, { page_url });
    const contact = { email: `${fate}@shop.example` };
    await call("/widget/message", publicKey, { session_id, message: "Hello", contact });
    const list = await ask(`${stack.api}/conversations?sort=conversation_id&order=desc&per_page=1`, { key: secretKey });
    const [{ conversation_id }] = list.body["data"] as [{ conversation_id: number }];
    if (fate === "answered") await call(`/conversations/${conversation_id}/messages`, secretKey, { message: "Hi" });
    if (fate !== "waiting")
      await call("/widget/end", publicKey, { session_id, ...(fate === "answered" ? { rating: 5 } : {}) });
  }
}

test("reports say what the API says, as charts, tables and files, by keyboard and on a phone", async ({
  page,
  company,
}) => {
  const { stack, secretKey } = company;
  await chat(company);
  const report = async (name: string) => (await ask(`${stack.api}/reports/${name}`, { key: secretKey })).body["data"];
  const agent = new Agent(page);
  await agent.signIn(company, "/crm/reports");
  const card = (name: string) => page.getByRole("region", { name, exact: true });
  const figure = (name: string, label: string) =>
    card(name)
      .locator("dl > div")
      .filter({ has: page.getByText(label, { exact: true }) })
      .locator("dd")
      .first();

  const conversations = (await report("conversations")) as { total: Record<string, number> };
  for (const [label, key] of [
    ["Started", "started"],
    ["Answered", "answered"],
    ["Missed", "missed"],
  ] as const) {
    await expect(figure("Conversations", label)).toHaveText(String(conversations.total[key]));
  }
  const leads = (await report("leads")) as { total: { leads: number }; pages: { page: string; leads: number }[] };
  await expect(figure("Leads by source", "Leads")).toHaveText(String(leads.total.leads));
  const [first] = leads.pages;
  const row = card("Leads by page")
    .getByRole("row")
    .filter({ hasText: String(first?.page) });
  await expect(row.getByRole("cell").first()).toHaveText(String(first?.leads));
  const team = (await report("team")) as { agents: { replies: number }[] };
  await expect(card("Team").getByRole("row").nth(1).getByRole("cell").first()).toHaveText(
    String(team.agents[0]?.replies),
  );
  await expect(figure("Ratings", "Average")).toHaveText("5");

  await test.step("a chart is read by keyboard", async () => {
    const chart = page.getByRole("slider", { name: "Conversations" });
    await chart.focus();
    await expect(chart).toHaveAttribute("aria-valuetext", /Answered 1, Waiting 1, Missed 1/);
    await page.keyboard.press("ArrowLeft");
    await expect(chart).toHaveAttribute("aria-valuetext", /Answered 0, Waiting 0, Missed 0/);
    await page.keyboard.press("Home");
    await expect(chart).toHaveAttribute("aria-valuenow", "1");
  });

  await test.step("a table is a file", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download Leads by page as CSV" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^leads-by-page-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
    expect(await readFile(await file.path(), "utf8")).toContain(
      `First page,Leads,Converted,Rate\r\n/pricing,3,0,0 %\r\n`,
    );
  });

  await test.step("other days are in the address, and days without anything say so", async () => {
    await page.getByRole("button", { name: "7 days" }).click();
    await expect(page).toHaveURL(/\/crm\/reports\?days=7$/);
    await expect(page.getByRole("slider", { name: "Conversations" })).toHaveAttribute("aria-valuemax", "7");
    await expectAccessible(page);
    await page.goto(`${stack.url}/crm/reports?from=2020-01-01&to=2020-01-20`);
    await expect(page.getByText("No conversation began in these days.").first()).toBeVisible();
    await page.getByLabel("From", { exact: true }).fill("2020-02-01");
    await expect(page.getByText("The first day comes after the last.")).toBeVisible();
    await page.goBack();
    await page.goBack();
    await expect(figure("Conversations", "Started")).toHaveText("3");
  });

  await test.step("on a small phone in the dark nothing is wider than the screen", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 360, height: 740 });
    const sideways = () => page.locator("console-reports").evaluate((one) => one.scrollWidth - one.clientWidth);
    await expect.poll(sideways).toBe(0);
    await expectAccessible(page);
  });
});
