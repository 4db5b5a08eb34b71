import { expect } from "playwright/test";
import { launcherOf, panelOf } from "../visit.ts";
import { expectLead, open, run, type Scene, type TablePage, write } from "./scene.ts";

const element = ({ page }: Scene) => page.locator("valethon-chat");
const isReady = (scene: Scene) => run<void>(scene, "Valethon.ready().then(() => undefined)");

/** The panel opens in several tasks, each of which waits for its moment: far fewer of them than another delay would take. */
async function comesSoon({ page }: Scene): Promise<void> {
  const isOpen = async () => {
    await page.clock.runFor(10);
    return panelOf(page).isVisible();
  };
  await expect.poll(isOpen).toBe(true);
}
const icon = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>";

/** A value that no option may have, each as the page writes it. */
export const wrongOptions: Readonly<Record<string, string>> = {
  position: "'top'",
  primaryColor: "'red; }'",
  greeting: "' '",
  showOnMobile: "'no'",
  autoOpen: "1",
  autoOpenDelay: "'5s'",
  theme: "'pink'",
  locale: "'?'",
  strings: "'de'",
  offset: "20",
  zIndex: "NaN",
  launcher: "{ selector: '!' }",
  greetingBubble: "7",
  prechat: "true",
  consent: "true",
  privacyUrl: "'privacy.html'",
  offline: "'away'",
  pages: "'/shop'",
  apiBase: "'https://['",
  identity: "7",
  sound: "'on'",
  nonce: "7",
};

const warningOf = (name: string) => `warning: [Valethon] option "${name}" is not valid.`;

/** What each option changes for the visitor, or for who asks for him. */
export const optionPages: readonly TablePage<string>[] = [
  {
    name: "that wants another look",
    options: () =>
      `position: "bottom-left", offset: { x: 40, y: 60 }, zIndex: 7, primaryColor: "#0a7d33", theme: "dark",
       launcher: { label: "Any questions?", icon: "${icon}" }`,
    rows: {
      publicKey: ({ page }) => expect(launcherOf(page)).toBeVisible(),
      position: ({ page }) => expect.poll(async () => (await launcherOf(page).boundingBox())?.x).toBeLessThan(640),
      offset: ({ page }) => expect.poll(async () => (await launcherOf(page).boundingBox())?.y).toBe(720 - 60 - 56),
      zIndex: (scene) => expect(element(scene)).toHaveCSS("z-index", "7"),
      primaryColor: ({ page }) => expect(launcherOf(page)).toHaveCSS("background-color", "rgb(10, 125, 51)"),
      theme: (scene) => expect(element(scene)).toHaveCSS("color-scheme", "dark"),
      async launcher({ page }) {
        await expect(launcherOf(page)).toHaveText("Any questions?");
        await expect(launcherOf(page).locator("img")).toHaveAttribute("src", icon);
      },
    },
  },
  {
    name: "that says things in its own words",
    options: () =>
      `locale: "de", greeting: "Moin!", greetingBubble: "Noch Fragen?", strings: { de: { send: "Ab damit" } },
       sound: false, identity: { email: "options@customers.example" }`,
    rows: {
      greetingBubble: ({ page }) => expect(page.locator("[part=bubble]")).toContainText("Noch Fragen?"),
      async locale(scene) {
        await open(scene);
        await expect(panelOf(scene.page).getByRole("textbox", { name: "Nachricht schreiben" })).toBeVisible();
      },
      async greeting(scene) {
        await open(scene);
        await expect(panelOf(scene.page).getByText("Moin!")).toBeVisible();
      },
      async strings(scene) {
        await open(scene);
        await expect(panelOf(scene.page).getByRole("button", { name: "Ab damit" })).toBeVisible();
      },
      async sound(scene) {
        await open(scene);
        await scene.page.getByRole("button", { name: "Optionen" }).click();
        await expect(scene.page.getByRole("button", { name: "Verlauf herunterladen" })).toBeVisible();
        await expect(scene.page.getByRole("button", { name: "Ton stummschalten" })).toBeHidden();
      },
      async identity(scene) {
        await write(scene, "Wer bin ich?");
        await expectLead(scene, "options@customers.example");
      },
    },
  },
  {
    name: "that asks for consent",
    options: () => `consent: "required", privacyUrl: "https://shop.example/privacy"`,
    rows: {
      async consent(scene) {
        await open(scene);
        await expect(scene.page.getByRole("button", { name: "Start chat" })).toBeVisible();
      },
      async privacyUrl(scene) {
        await open(scene);
        const link = scene.page.getByRole("link", { name: "Privacy policy" });
        await expect(link).toHaveAttribute("href", "https://shop.example/privacy");
      },
    },
  },
  {
    name: "with a form before the chat",
    options: () => `prechat: { fields: ["phone"] }`,
    rows: {
      async prechat(scene) {
        await open(scene);
        await expect(scene.page.getByLabel("Phone")).toBeVisible();
      },
    },
  },
  {
    name: "with a form in the chat's place",
    options: () => `offline: "form"`,
    rows: {
      async offline(scene) {
        await open(scene);
        await expect(scene.page.getByLabel("Message", { exact: true })).toBeVisible();
      },
    },
  },
  {
    name: "without the chat",
    options: () => `pages: { hide: ["/**"] }`,
    rows: {
      async pages(scene) {
        await isReady(scene);
        await expect(launcherOf(scene.page)).toBeHidden();
      },
    },
  },
  {
    name: "without the chat on phones",
    options: () => "showOnMobile: false",
    viewport: { width: 390, height: 844 },
    rows: {
      async showOnMobile(scene) {
        await isReady(scene);
        await expect(launcherOf(scene.page)).toBeHidden();
      },
    },
  },
  {
    name: "that opens the chat by itself",
    options: () => "autoOpen: true, autoOpenDelay: 1200",
    // Time passes as the rows say.
    async prepare(page) {
      await page.clock.install({ time: 0 });
      await page.clock.pauseAt(60_000);
    },
    rows: {
      async autoOpenDelay(scene) {
        await isReady(scene);
        await scene.page.clock.runFor(1100);
        await expect(panelOf(scene.page)).toBeHidden();
        await scene.page.clock.runFor(200);
        await comesSoon(scene);
      },
      async autoOpen(scene) {
        await isReady(scene);
        await scene.page.clock.runFor(6000);
        await comesSoon(scene);
      },
    },
  },
  {
    name: "that names another address of the server",
    options: ({ stack }) => `apiBase: "${stack.url.replace("localhost", "127.0.0.1")}"`,
    rows: {
      async apiBase(scene) {
        const asked = scene.page.waitForRequest((request) => request.url().includes("/widget/init"));
        await open(scene);
        expect(new URL((await asked).url()).hostname).toBe("127.0.0.1");
      },
    },
  },
  {
    name: "that sets every option wrongly",
    options: () =>
      Object.entries(wrongOptions)
        .map((pair) => pair.join(": "))
        .join(", "),
    warns: Object.keys(wrongOptions).map(warningOf),
    async act(scene) {
      await write(scene, "Does it work?");
      await expect(scene.page.getByText("Automatic reply").first()).toBeVisible();
    },
    rows: {
      // It has no other effect than to be taken without a word, unless it is none.
      async nonce({ lines }) {
        expect(lines).toContain(warningOf("nonce"));
      },
    },
  },
];
