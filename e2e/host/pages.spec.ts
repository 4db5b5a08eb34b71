import { expect, type Page } from "playwright/test";
import { isLong } from "../faults/form.ts";
import type { HostSite } from "../support/host-pages.ts";
import { type HostRow, ownContent } from "./row.ts";
import { markupRows } from "./rows/markup.ts";
import { policyRows } from "./rows/policies.ts";
import { scriptRows } from "./rows/scripts.ts";
import { styleRows } from "./rows/styles.ts";
import * as visit from "./visit.ts";

// The same visit to every page: nothing before the visitor acts, an answer after, and the page as its owner made it.

const { launcherOf, panelOf, test } = visit;
const ourGlobals = ["Valethon", "ValethonWidget"];
const litGlobals = ["litElementVersions", "litHtmlVersions", "reactiveElementVersions"];

/** Where browsers differ most. The others go to Firefox too in the long form, for minutes more. */
const soonInFirefox = new Set(policyRows);
const tagOf = (row: HostRow) => (isLong || soonInFirefox.has(row) ? "@embedding " : "");

for (const [index, row] of [...markupRows, ...styleRows, ...policyRows, ...scriptRows].entries()) {
  test(`${tagOf(row)}the chat works on ${row.name}`, async ({ page, site, company, heard, plainLook }) => {
    const path = `row-${index}`;
    const made = row.page(company);
    const address = site.put(path, { ...made, body: ownContent + (made.body ?? "") });
    await page.goto(`${address}?bare`);
    const bare = { layout: await visit.layoutOf(page), globals: await visit.globalsOf(page) };
    const newGlobals = async () => (await visit.globalsOf(page)).filter((name) => !bare.globals.includes(name));

    await page.goto(address);
    await expect(launcherOf(page)).toBeVisible();
    await expect(launcherOf(page)).toHaveCount(1);
    // A script that is included twice may be asked for twice.
    expect(new Set(heard.asked)).toEqual(new Set([row.asks ?? "/widget/chat.js"]));
    expect(heard.asked.length).toBeLessThanOrEqual(row.times ?? 1);
    expect(await visit.keptOf(page)).toEqual(visit.nothingKept);
    expect(ourGlobals).toEqual(expect.arrayContaining(await newGlobals()));
    expect(await visit.layoutOf(page)).toEqual(bare.layout);
    expect(await launcherOf(page).boundingBox()).toEqual(visit.launcherBox);
    // To take a picture in Firefox Playwright adds a style element, which a policy may forbid.
    if (!row.policy) await expect.poll(() => visit.launcherPixels(page)).toBe(plainLook.launcher);

    await launcherOf(page).click();
    await panelOf(page).getByRole("textbox").pressSequentially("Printers?");
    await panelOf(page).getByRole("textbox").press("Enter");
    await expect(
      panelOf(page)
        .getByText(row.replied ?? "Automatic reply")
        .first(),
    ).toBeVisible();
    await expect.poll(() => visit.panelBoxes(page)).toEqual(plainLook.panel);
    await launcherOf(page).click();
    await expect(panelOf(page)).toBeHidden();

    // By its element: Playwright knows no labels in XHTML.
    await page.locator("label.own").click();
    await expect(page.locator("input:checked")).toHaveCount(1);
    await row.check?.(page);
    expect([...ourGlobals, ...litGlobals]).toEqual(expect.arrayContaining(await newGlobals()));
    expect(await visit.layoutOf(page)).toEqual(bare.layout);
    expect(await visit.seenOn(page)).toEqual({ violations: [], moved: [], shift: expect.closeTo(0, 3) });
    expect(heard.lines).toEqual([]);
    if (row.policy) await expectOnlyViolation(page, site, path);
  });
}

/** Violates the page's policy on purpose: it is enforced, and this is the first that is heard of it, by either way. */
async function expectOnlyViolation(page: Page, site: HostSite, path: string): Promise<void> {
  const forbidden = "img-src http://elsewhere.example/";
  await page.evaluate("void (new Image().src = 'http://elsewhere.example/')");
  await expect.poll(() => [...new Set(site.reports(path))]).toEqual([forbidden]);
  await expect.poll(async () => [...new Set((await visit.seenOn(page)).violations)]).toEqual([forbidden]);
}
