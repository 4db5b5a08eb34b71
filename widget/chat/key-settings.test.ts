import { expect, test } from "vitest";
import type { ChatSnapshot } from "../state/types.ts";
import { followSettings, type SettledPanel, withSettings } from "./key-settings.ts";
import type { PageOptions } from "./words.ts";

const page: PageOptions = { language: "de", hello: "Hallo!", prechat: { when: "offline" } };

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
    addController: (controller: { hostUpdate(): void }) => {
      render = () => controller.hostUpdate();
    },
    removeController: () => {
      render = () => {};
    },
    requestUpdate: () => render(),
  };
  const chat = { snapshot: {} as ChatSnapshot };
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
