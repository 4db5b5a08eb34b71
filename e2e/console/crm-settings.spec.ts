import { expect } from "playwright/test";
import {
  crm,
  expectAccessibleInBothLooks,
  expectNoSidewaysScroll,
  makeDeal,
  newTag,
  ownerAt,
} from "../support/deals.ts";
import { expectAccessible, test } from "../support/fixtures.ts";

test("an owner changes the stages and the fields; one that is in use stays", async ({ browser, company }) => {
  const tag = newTag();
  await makeDeal(company, `Stays ${tag}`, { stage: "negotiation" });
  const page = await ownerAt(browser, company, "/crm/settings/pipeline");
  await page.getByRole("button", { name: "Add stage" }).click();
  await page.keyboard.type("Contract");
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByRole("textbox", { name: "Probability of Contract in percent" }).fill("70");
  await expectAccessibleInBothLooks(page);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  const stages = async () => (await crm(company, "/pipeline"))["stages"];
  expect(await stages()).toContainEqual({ key: "contract", label: "Contract", probability: 70, position: 4 });
  await page.getByRole("button", { name: "Remove Negotiation" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("alert")).toContainText("Opportunities still stand in negotiation");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("button", { name: "Remove Contract" }).click();
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(stages).toHaveLength(6);
  await expectNoSidewaysScroll(page);

  await page.getByRole("link", { name: "Custom fields" }).click();
  await page.getByRole("link", { name: "Opportunities" }).last().click();
  await page.getByRole("button", { name: "New field" }).click();
  // What stands in a dialog is its owner's: no descendant of the dialog itself.
  const dialog = page.locator("console-field-dialog");
  await dialog.getByRole("textbox", { name: "Label" }).fill(`Term ${tag}`);
  await dialog.getByLabel("Type").selectOption("select");
  await dialog.getByRole("textbox", { name: "Choices" }).fill("12 months\n24 months");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create field" }).click();
  await expect(page.getByRole("button", { name: `Term ${tag}`, exact: true })).toBeVisible();
  await makeDeal(company, `Termed ${tag}`, { custom_fields: { [`term_${tag}`]: "24 months" } });
  await page.getByRole("button", { name: `Term ${tag}`, exact: true }).click();
  await expect(page.getByRole("dialog", { name: `Edit Term ${tag}` })).toBeVisible();
  const edit = page.locator("console-field-dialog");
  await edit.getByLabel("Type").selectOption("text");
  await edit.getByRole("button", { name: "Save changes" }).click();
  await expect(edit.getByRole("alert")).toContainText("The type cannot change while 1 record holds a value");
  await edit.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: `More actions for Term ${tag}` }).click();
  await page.getByRole("menuitem", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete field" }).click();
  await expect(page.getByRole("button", { name: `Term ${tag}`, exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: `Term ${tag}`, exact: true })).toBeVisible();
  await expectAccessibleInBothLooks(page);
  await expectNoSidewaysScroll(page);
});
