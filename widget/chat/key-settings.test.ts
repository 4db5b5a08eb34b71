import { expect, test } from "vitest";
import type { ChatSnapshot } from "../state/types.ts";
import { followSettings, type SettledPanel, withSettings } from "./key-settings.ts";
import type { PageOptions } from "./words.ts";

const page: PageOptions = {
  language: "de",
  hello: "Hallo!",
  close: "Schließen",
  chat: "Chat",
  prechat: { when: "offline" },
};

test("the page's word outranks the key's, and what is not valid there is left out", () => {
  const settings = { prechat: { when: "always" }, offline: "form", privacyUrl: "javascript:alert(1)", sound: false };
  expect(withSettings(page, settings)).toEqual({ ...page, offline: "form", sound: false });
  expect(withSettings(page, { greeting: "Ahoy", primaryColor: "#123456" })).toBe(page);
  expect(withSettings(page, null)).toBe(page);
});

test("the key's locale changes the language where the page names none", () => {
  const settings = { locale: "fr" };
  expect(withSettings({ ...page, locale: "de" }, settings)).toMatchObject({ locale: "de", language: "de" });
});

/** A panel that shows what is applied at once. */
function bench() {
  let render = () => {};
  const panel = {
    options: page,
    hello: page.hello,
    addController: (controller: { hostUpdate(): void }) => {
      render = () => controller.hostUpdate();
    },
    removeController: () => {
      render = () => {};
    },
    requestUpdate: () => render(),
  };
  const chat = {
    snapshot: {} as ChatSnapshot,
    override: (parts: Partial<ChatSnapshot>) => {
      chat.snapshot = { ...chat.snapshot, ...parts };
    },
  };
  let applied = 0;
  const end = followSettings({
    chat,
    panel: panel as unknown as SettledPanel,
    async apply(options) {
      applied++;
      panel.options = options;
      render();
    },
  });
  return { panel, chat, end, render: () => render(), applied: () => applied };
}

test("settings count once the server has said them, and again after the page changed its options", () => {
  const { panel, chat, render, applied, end } = bench();
  render();
  expect(applied()).toBe(0);
  chat.snapshot = { ...chat.snapshot, settings: { offline: "form" } };
  render();
  render();
  expect(panel.options).toEqual({ ...page, offline: "form" });
  expect(applied()).toBe(1);
  panel.options = { ...page, privacyUrl: "https://shop.example/privacy" };
  render();
  expect(panel.options).toMatchObject({ offline: "form", privacyUrl: "https://shop.example/privacy" });
  chat.snapshot = { ...chat.snapshot, settings: {} };
  render();
  expect(panel.options).not.toHaveProperty("offline");
  end();
});

test("a greeting that nobody chose is in the language of the chat, whatever that becomes", () => {
  const { panel, chat, render } = bench();
  const says = (greeting: string) => {
    chat.snapshot = { ...chat.snapshot, greeting };
    render();
    return chat.snapshot.greeting;
  };
  expect(says("Hi! How can we help?")).toBe("Hallo!");
  panel.hello = "Bonjour !";
  render();
  expect(chat.snapshot.greeting).toBe("Bonjour !");
  expect(says("Welcome to Acme")).toBe("Welcome to Acme");
});
