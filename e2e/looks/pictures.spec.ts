import { devices, expect, type Page } from "playwright/test";
import { type Company, test } from "../support/fixtures.ts";
import { type Look, looks, plain, wear } from "./looks.ts";
import { openScene } from "./scene.ts";
import { states } from "./states.ts";

// Drawn with Debian's fonts-dejavu, which are what sans-serif means there. The tolerance is for the antialiasing of another
// build of Chromium; a colour, a margin or a line that moved is more than that.
const tolerance = { maxDiffPixelRatio: 0.02 };

/** Compares each of these states with its picture, in the looks that are named for it. */
async function expectPictures(
  page: Page,
  company: Company,
  kept: Readonly<Record<string, readonly Look[]>>,
  prefix = "",
) {
  const scene = await openScene(page, company);
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  // On a desktop the corner that the chat stands in.
  const clip = { x: Math.max(0, width - 460), y: 0, width: Math.min(width, 460), height };
  const last = states.findLastIndex(({ name }) => kept[name]);
  try {
    for (const { name, reach } of states.slice(0, last + 1)) {
      await reach(scene);
      for (const look of kept[name] ?? []) {
        await wear(page, look);
        // Times differ from run to run.
        const mask = [page.locator("time")];
        const file = `${[prefix, name, look.name]
          .filter(Boolean)
          .join(" ")
          .replaceAll(/[^a-z]+/g, "-")}.png`;
        await expect.soft(page).toHaveScreenshot(file, { clip, mask, maskColor: "#808080", ...tolerance });
      }
      await wear(page, plain);
    }
  } finally {
    await scene.close();
  }
}

const [, dark = plain] = looks;
const rightToLeft = looks.find(({ direction }) => direction === "rtl") ?? plain;

test.describe(() => {
  test.setTimeout(120_000);

  test("the chat looks as it did: greeting, empty, with cards, in the dark, right to left", async ({
    page,
    company,
  }) => {
    await expectPictures(page, company, {
      "greeting beside the launcher": [plain],
      "open, nothing said": [plain],
      "quick replies and email card": [plain, dark, rightToLeft],
    });
  });
});

test.describe(() => {
  test.setTimeout(120_000);
  const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
  test.use({ ...phone, deviceScaleFactor: 1 });

  test("the chat looks as it did on a phone", async ({ page, company }) => {
    await expectPictures(page, company, { "quick replies and email card": [plain, dark] }, "phone");
  });
});
