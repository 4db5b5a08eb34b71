import { expect } from "playwright/test";
import { connectAgent, signIn } from "../../support/socket-people.ts";
import { crm, newestConversation } from "../../support/truth.ts";
import { launcherOf, panelOf } from "../visit.ts";
import { close, expectLead, open, run, type Scene, type TablePage, write } from "./scene.ts";

const element = ({ page }: Scene) => page.locator("valethon-chat");

/** How often the page hears of the opening while the visitor opens and closes the chat twice. */
async function countOpenings(scene: Scene, listen: string): Promise<number> {
  await close(scene);
  await run(scene, `window.openings = 0; window.count = () => { openings += 1; }; ${listen}`);
  for (const _ of [1, 2]) {
    await open(scene);
    await close(scene);
  }
  return run(scene, "openings");
}

const read = (scene: Scene, property: string) => expect.poll(() => run(scene, `Valethon.${property}`));

/** What each method and property of `window.Valethon` is for. */
export const methodPages: readonly TablePage<string>[] = [
  {
    name: "that commands the launcher",
    rows: {
      async ready(scene) {
        expect(await run(scene, "Valethon.ready().then((it) => it === Valethon)")).toBe(true);
      },
      version: (scene) => read(scene, "version").toMatch(/^\d+\.\d+\.\d+/),
      async hide(scene) {
        await run(scene, "Valethon.hide()");
        await expect(launcherOf(scene.page)).toBeHidden();
      },
      async show(scene) {
        await element(scene).evaluate((chat: { hidden?: boolean }) => {
          chat.hidden = true;
        });
        await run(scene, "Valethon.show()");
        await expect(launcherOf(scene.page)).toBeVisible();
      },
      async setTheme(scene) {
        await run(scene, `Valethon.setTheme("dark")`);
        await expect(element(scene)).toHaveCSS("color-scheme", "dark");
      },
      async setPosition(scene) {
        await run(scene, `Valethon.setPosition("bottom-left")`);
        await expect.poll(async () => (await launcherOf(scene.page).boundingBox())?.x).toBeLessThan(640);
      },
      async update(scene) {
        await run(scene, "Valethon.update({ zIndex: 7 })");
        await expect(element(scene)).toHaveCSS("z-index", "7");
      },
      async showNewMessage(scene) {
        await run(scene, `Valethon.showNewMessage("Need a hand?")`);
        await expect(scene.page.locator("[part=bubble]")).toContainText("Need a hand?");
      },
      async open(scene) {
        await run(scene, "void Valethon.open()");
        await expect(panelOf(scene.page).getByRole("textbox")).toBeFocused();
      },
      async close(scene) {
        await open(scene);
        await run(scene, "void Valethon.close()");
        await expect(panelOf(scene.page)).toBeHidden();
      },
      async toggle(scene) {
        await close(scene);
        await run(scene, "void Valethon.toggle()");
        await expect(panelOf(scene.page)).toBeVisible();
        await run(scene, "void Valethon.toggle()");
        await expect(panelOf(scene.page)).toBeHidden();
      },
      async isOpen(scene) {
        await close(scene);
        await read(scene, "isOpen").toBe(false);
        await open(scene);
        await read(scene, "isOpen").toBe(true);
      },
      async on(scene) {
        expect(await countOpenings(scene, `window.undo = Valethon.on("open", count)`)).toBe(2);
        expect(await countOpenings(scene, "undo()")).toBe(0);
        // What has happened is told at once.
        expect(
          await run(scene, `(() => { let told = 0; Valethon.on("ready", () => { told += 1; }); return told; })()`),
        ).toBe(1);
      },
      async once(scene) {
        expect(await countOpenings(scene, `Valethon.once("open", count)`)).toBe(1);
        expect(await countOpenings(scene, `Valethon.once("open", count)()`)).toBe(0);
      },
      async off(scene) {
        expect(await countOpenings(scene, `Valethon.on("open", count); Valethon.off("open", count)`)).toBe(0);
      },
    },
  },
  {
    name: "that takes part in the conversation",
    rows: {
      async sendMessage(scene) {
        await run(scene, `Valethon.ready().then(() => void Valethon.sendMessage("Said by the page"))`);
        await open(scene);
        await expect(scene.page.getByRole("log").getByText("Said by the page", { exact: true })).toBeVisible();
        await expect(scene.page.getByText("Automatic reply").first()).toBeVisible();
      },
      async visitorId(scene) {
        await open(scene);
        await read(scene, "visitorId").toMatch(/\w{8}/);
      },
      async status(scene) {
        const { stack, owner } = scene.company;
        const agent = await connectAgent(stack, await signIn(stack, owner));
        await write(scene, "Is somebody there?");
        await read(scene, "status").toBe("online");
        agent.disconnect();
      },
      async setLocale(scene) {
        await open(scene);
        await run(scene, `Valethon.setLocale("de")`);
        await expect(scene.page.getByRole("textbox", { name: "Nachricht schreiben" })).toBeVisible();
        await run(scene, `Valethon.setLocale("en")`);
      },
      async mute(scene) {
        await open(scene);
        await scene.page.getByRole("button", { name: "Options" }).click();
        await run(scene, "void Valethon.mute()");
        const mute = scene.page.getByRole("button", { name: "Mute sound" });
        await expect(mute).toHaveAttribute("aria-pressed", "true");
        await scene.page.keyboard.press("Escape");
      },
      async setAttributes(scene) {
        await write(scene, "About my plan");
        await run(scene, `void Valethon.setAttributes({ plan: "business" })`);
        const newest = async () => crm(scene.company, `/conversations/${await newestConversation(scene.company)}`);
        await expect
          .poll(async () => (await newest())["data"])
          .toMatchObject({
            visitor: { attributes: { plan: "business" } },
          });
      },
      async track(scene) {
        await open(scene);
        const tracked = scene.page.waitForResponse((response) => response.url().includes("/widget/track"));
        await run(scene, `void Valethon.track("Added to cart", { quantity: 2 })`);
        const answer = await tracked;
        expect(answer.request().postDataJSON()).toMatchObject({ event: "Added to cart", data: { quantity: 2 } });
        expect(answer.status()).toBe(200);
      },
      async identify(scene) {
        await write(scene, "This is me");
        // Claims as they are stand in the events' table: a conversation has one lead.
        await run(scene, `void Valethon.identify(async () => ({ email: "function@customers.example" }))`);
        await expectLead(scene, "function@customers.example");
      },
      async unreadCount(scene) {
        await write(scene, "Call me");
        await close(scene);
        await run(scene, `void Valethon.sendMessage("Are you there?")`);
        await read(scene, "unreadCount").toBeGreaterThan(0);
      },
      async reset(scene) {
        await write(scene, "Forget me");
        await run(scene, "void Valethon.reset()");
        await expect(panelOf(scene.page)).toBeHidden();
        await expect.poll(() => run(scene, "JSON.stringify(localStorage)")).not.toContain("session_id");
      },
      async endConversation(scene) {
        await write(scene, "That was all");
        await run(scene, "void Valethon.endConversation()");
        await expect(scene.page.getByRole("button", { name: "Start a new chat" })).toBeVisible();
      },
    },
  },
  {
    name: "that asks its visitor for consent itself",
    options: () => `consent: "required"`,
    rows: {
      async setConsent(scene) {
        await open(scene);
        await expect(scene.page.getByRole("button", { name: "Start chat" })).toBeVisible();
        await run(scene, "void Valethon.setConsent(true)");
        await expect(panelOf(scene.page).getByRole("textbox")).toBeVisible();
      },
    },
  },
  {
    name: "that wants the chat no more",
    rows: {
      async destroy(scene) {
        await run(scene, "void Valethon.ready().then(() => Valethon.destroy())");
        await expect(element(scene)).toHaveCount(0);
        expect(await run(scene, "typeof Valethon")).toBe("undefined");
      },
    },
  },
];
