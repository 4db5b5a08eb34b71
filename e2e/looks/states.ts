import { expect } from "playwright/test";
import { choose, panelIsWhole, type Scene } from "./scene.ts";

/** One state of the chat. A new one is a row more, at the place of a visit where it comes up. */
export interface State {
  readonly name: string;
  /** Acts as people do, from the state before it, until this one shows. The chat speaks English meanwhile. */
  reach(scene: Scene): Promise<void>;
  /** Said again before each look, for what is over by itself. */
  keep?(scene: Scene): Promise<void>;
}

const longWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";

/** What a visitor may come to see, in the order of one visit. */
export const states: readonly State[] = [
  {
    name: "greeting beside the launcher",
    async reach({ page, address }) {
      await page.goto(address);
      await expect(page.getByRole("button", { name: "Hi! How can we help?" })).toBeVisible();
    },
  },
  {
    name: "launcher",
    async reach({ page, visitor }) {
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await expect(visitor.launcher).toBeVisible();
    },
  },
  {
    name: "open, nothing said",
    async reach({ page, visitor }) {
      await visitor.openChat();
      await panelIsWhole(page);
    },
  },
  {
    name: "quick replies and email card",
    async reach({ page, visitor }) {
      await visitor.say("hello");
      await expect(page.getByRole("button", { name: "Create ticket" })).toBeVisible();
      await expect(page.getByRole("button", { name: "Notify me" })).toBeVisible();
    },
  },
  {
    name: "email card that refuses",
    async reach({ page }) {
      await page.getByRole("textbox", { name: "Email" }).fill("jane@");
      await page.getByRole("button", { name: "Notify me" }).click();
      await expect(page.getByText("Please enter a valid email address")).toBeVisible();
    },
  },
  {
    name: "thread of both sides",
    async reach({ visitor, answer }) {
      await answer("Hi, Olive here 👋 Which sail is it?\n\nOur sizes: https://sailmakers.example/sizes?of=all#main");
      await visitor.say(`It says “${longWord}”`);
      await visitor.say("⛵️");
      await answer("One moment, I look it up.");
      await answer("That is the mainsail of a Folkboat, we have it here.");
      await expect(visitor.log.getByText("That is the mainsail", { exact: false })).toBeVisible();
    },
  },
  {
    name: "agent writes",
    reach: async () => {},
    async keep({ page, type }) {
      // A signal may get lost, and is over after some seconds.
      await expect(async () => {
        await type();
        await expect(page.locator(".typing")).toBeVisible({ timeout: 2500 });
      }).toPass({ timeout: 10_000 });
    },
  },
  {
    name: "contact chip",
    async reach({ page, visitor }) {
      await visitor.say("Great! Write to jane.doe@globex.example when it is mended");
      await expect(page.getByText("Use this to reach you?")).toBeVisible();
    },
  },
  {
    name: "options",
    async reach({ page }) {
      await page.getByRole("button", { name: "Options" }).click();
      await expect(page.getByRole("button", { name: "Download transcript" })).toBeVisible();
    },
  },
  {
    name: "new messages below",
    async reach({ page, visitor, answer }) {
      await page.keyboard.press("Escape");
      for (const line of ["Will do.", "It takes a week,\nperhaps less.", "Anything else?"]) await answer(line);
      await expect(visitor.log.getByText("Anything else?")).toBeVisible();
      await visitor.log.evaluate(async (log) => {
        log.closest(".scroll")?.scrollTo(0, 1);
        // The thread hears of it with the next frame.
        for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
      });
      await answer("We close at six today.");
      await expect(page.getByRole("button", { name: "New messages" })).toBeVisible();
    },
  },
  {
    name: "launcher with unread badge",
    async reach({ page, answer }) {
      await page.getByRole("button", { name: "Close chat" }).click();
      await answer("Still there?");
      await expect(page.getByRole("button", { name: /^Chat \(\d\)/ })).toBeVisible();
    },
  },
  {
    name: "incident",
    async reach({ page, visitor, admin }) {
      await visitor.openChat();
      await admin.call("PUT", "/settings", { incident: "Our workshop has no power; mending takes a day longer" });
      await expect(page.getByText("Our workshop has no power")).toBeVisible();
    },
  },
  {
    name: "server gone, message on its way",
    async reach({ page, visitor, admin, company }) {
      await admin.call("PUT", "/settings", { incident: null });
      await expect(page.getByText("Our workshop has no power")).toBeHidden();
      await company.stack.kill();
      await expect(page.getByText("Reconnecting…")).toBeVisible();
      await visitor.say("Are you there?");
      await expect(page.getByText("Sending…")).toBeVisible();
    },
  },
  {
    name: "question whether to end",
    async reach({ page, company }) {
      await company.stack.restart();
      await expect(page.getByText("Reconnecting…")).toBeHidden({ timeout: 30_000 });
      await choose(page, "End chat");
      await expect(page.getByText("End this chat?")).toBeVisible();
    },
  },
  {
    name: "ended, asks for stars",
    async reach({ page }) {
      await page.getByRole("button", { name: "End chat" }).click();
      await expect(page.getByRole("group", { name: "How was this chat?" })).toBeVisible();
    },
  },
  {
    name: "stars with comment",
    async reach({ page }) {
      await page.getByRole("button", { name: "4 / 5" }).click();
      await page.getByRole("textbox", { name: "Anything you’d like to add?" }).fill("Quick and friendly");
    },
  },
  {
    name: "rated",
    async reach({ page }) {
      await page.getByRole("button", { name: "Send rating" }).click();
      await expect(page.getByText("Thank you for your rating")).toBeVisible();
    },
  },
  {
    name: "more messages than the server takes at once",
    async reach({ page, visitor }) {
      await page.getByRole("button", { name: "Start a new chat" }).click();
      for (let line = 1; line <= 32; line++) {
        await visitor.composer.fill(`Line ${line}`);
        await visitor.composer.press("Enter");
      }
      await expect(page.getByText("The rest goes out in a moment.")).toBeVisible();
    },
  },
  {
    name: "message that the server refuses",
    async reach({ page, visitor, guardedAddress }) {
      await page.goto(guardedAddress);
      await visitor.openChat();
      await panelIsWhole(page);
      await visitor.say("Let me in");
      await expect(page.getByText("Not sent: Please sign in first.")).toBeVisible();
    },
  },
];
