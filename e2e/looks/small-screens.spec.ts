import { devices, expect, type Page } from "playwright/test";
import { sized } from "../faults/form.ts";
import { type Company, test } from "../support/fixtures.ts";
import { findFaults, spaceText } from "./measure.ts";
import { openScene } from "./scene.ts";
import { states } from "./states.ts";

const softly = expect.configure({ soft: true });

interface Screen {
  readonly name: string;
  /** CSS px. */
  readonly width: number;
  readonly height: number;
  readonly spaced?: boolean;
}

/** Walks through all states, each on all of the screens; the first one is where people act. */
async function expectFit(page: Page, company: Company, screens: readonly Screen[], least: number): Promise<void> {
  const scene = await openScene(page, company);
  try {
    await page.emulateMedia({ reducedMotion: "reduce" });
    for (const { name, reach, keep } of states) {
      await page.setViewportSize(screens[0] ?? { width: 0, height: 0 });
      await reach(scene);
      for (const screen of screens) {
        await page.setViewportSize(screen);
        await spaceText(page, screen.spaced === true);
        await keep?.(scene);
        // A phone's screen follows its window by an event.
        await softly.poll(() => findFaults(page, least), `${name}, ${screen.name}`).toEqual([]);
      }
      await spaceText(page, false);
    }
  } finally {
    await scene.close();
  }
}

test.describe(() => {
  test.setTimeout(240_000);

  test("every state fits 1280 × 800 px, 200 % zoom, 320 × 480 px and spaced text; targets measure 24 px", async ({
    page,
    company,
  }) => {
    const screens = [
      { name: "desktop", width: 1280, height: 800 },
      // What zoom leaves of 1280 × 800; for a page it is the same.
      { name: "200 % zoom", width: 640, height: 400 },
      // A small phone has this one too, by touch.
      ...sized({ short: [], long: [{ name: "320 × 480", width: 320, height: 480 }] }),
      { name: "320 px with spaced text", width: 320, height: 640, spaced: true },
    ];
    await expectFit(page, company, screens, 24);
  });
});

test.describe(() => {
  test.setTimeout(240_000);
  const { defaultBrowserType: _, ...phone } = devices["Pixel 7"];
  test.use(phone);

  test("every state fits a phone upright, on its side and a very small one; targets measure 44 px by touch", async ({
    page,
    company,
  }) => {
    const screens = [
      { name: "phone", width: 390, height: 844 },
      { name: "phone on its side", width: 640, height: 360 },
      { name: "small phone", width: 320, height: 480 },
    ];
    await expectFit(page, company, screens, 44);
  });

  test("a thread at its end stays there when the phone is turned", async ({ page, company }) => {
    const { address, visitor, answer, close } = await openScene(page, company);
    await page.goto(address);
    await visitor.openChat();
    await visitor.say("Which sails do you mend?");
    for (const line of ["All of them.", "Main, jib and spinnaker, of any cloth and any age.", "Bring yours."])
      await answer(line);
    const last = visitor.log.getByText("Bring yours.");
    for (const [width, height] of [
      [640, 360],
      [320, 480],
      [844, 390],
      [390, 844],
      [640, 360],
      [320, 480],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect(page.getByRole("dialog")).toHaveCSS("height", `${height}px`);
      await expect(last).toBeInViewport({ ratio: 1 });
    }
    await close();
  });
});
