import { describe, expect, test } from "vitest";
import { keySettings } from "../../../../api/access/key-settings.ts";
import { checks } from "../../../chat/config.ts";
import {
  askedFor,
  beginsAnew,
  type KeySettings,
  ownTexts,
  pathsOf,
  previewOptions,
  withAsked,
  withOwnTexts,
  withSetting,
} from "./key-settings.ts";
import { isKey, snippet } from "./snippet.ts";

describe("a key's settings as they are edited", () => {
  test("what says nothing is left out, so that the defaults hold", () => {
    const settings: KeySettings = { greeting: "Hi", pages: { show: ["/shop"] }, launcher: { label: "Ask" } };
    expect(withSetting(settings, "greeting", " ")).not.toHaveProperty("greeting");
    expect(withSetting(settings, "pages", { show: [], hide: [] })).not.toHaveProperty("pages");
    expect(withSetting(settings, "launcher", { label: "", icon: "https://a.example/i.png" }).launcher).toEqual({
      icon: "https://a.example/i.png",
    });
    expect(withSetting(settings, "showOnMobile", false).showOnMobile).toBe(false);
    expect(withSetting(settings, "autoOpenDelay", 0).autoOpenDelay).toBe(0);
  });

  test("a field of the form before the chat changes without touching the others or their order", () => {
    const settings: KeySettings = {
      prechat: { fields: ["email", { name: "name", required: false }], when: "offline" },
    };
    expect([askedFor(settings, "email"), askedFor(settings, "name"), askedFor(settings, "phone")]).toEqual([
      "asked",
      "optional",
      "no",
    ]);
    const required = withAsked(withAsked(settings, "email", "required"), "phone", "optional");
    expect(required.prechat).toEqual({
      fields: [
        { name: "email", required: true },
        { name: "name", required: false },
        { name: "phone", required: false },
      ],
      when: "offline",
    });
    expect(keySettings.parse(required)).toEqual(required);
    const none = withAsked(withAsked(settings, "email", "no"), "name", "no");
    expect(none).not.toHaveProperty("prechat");
  });

  test("texts in other words go there and back, each in its language", () => {
    const texts = [
      { locale: "de", name: "send", text: "Ab damit" },
      { locale: "en", name: "send", text: "Go" },
    ];
    const settings = withOwnTexts({}, texts);
    expect(settings.strings).toEqual({ de: { send: "Ab damit" }, en: { send: "Go" } });
    expect(ownTexts(settings)).toEqual(texts);
    expect(withOwnTexts(settings, [])).toEqual({});
  });

  test("paths are lines, with or without their slash", () => {
    expect(pathsOf("/shop/*\n\n about ")).toEqual(["/shop/*", "/about"]);
  });
});

describe("the preview", () => {
  const settings: KeySettings = {
    company_name: "Acme",
    primaryColor: "#123456",
    pages: { hide: ["/crm/**"] },
    launcher: { label: "Ask us", hidden: true },
    lead_on: "contact",
  };

  test("gets every setting that the widget knows as an option, and is never hidden from its owner", () => {
    const options = previewOptions(settings, "dark");
    expect(options).toEqual({ primaryColor: "#123456", launcher: { label: "Ask us", hidden: false }, theme: "dark" });
    expect(previewOptions({ theme: "light" }, "dark")["theme"]).toBe("light");
    const ofTheServer = ["company_name", "logo_url", "lead_on"];
    const ofThePage = ["pages", "zIndex"];
    const names = Object.keys(keySettings.shape).filter((name) => !ofTheServer.includes(name));
    expect(Object.keys(checks)).toEqual(expect.arrayContaining(names));
    const full = Object.fromEntries(Object.keys(keySettings.shape).map((name) => [name, "x"])) as KeySettings;
    expect(Object.keys(previewOptions(full, "light")).sort()).toEqual(
      names.filter((name) => !ofThePage.includes(name)).sort(),
    );
  });

  test("begins anew only for what a page cannot change while it stands", () => {
    expect(beginsAnew({ primaryColor: "#111" }, { primaryColor: "#222", greeting: "Hi" })).toBe(false);
    expect(beginsAnew({ greeting: "Hi" }, {})).toBe(true);
    expect(beginsAnew({}, { consent: "required" })).toBe(true);
    expect(beginsAnew({ autoOpen: true }, { autoOpen: true, position: "bottom-left" })).toBe(false);
  });
});

describe("the code for the website", () => {
  const key = { prefix: "pk_live_Qm4sD8wK", last4: "n7Rg" };
  const whole = `pk_live_Qm4sD8wK${"x".repeat(24)}n7Rg`;

  test("is one script with the key, so that its settings come with it", () => {
    expect(snippet("https://chat.example", whole)).toBe(
      `<script src="https://chat.example/widget/chat.js?key=${whole}" async></script>`,
    );
  });

  test("a pasted text is taken only when it can be that key", () => {
    expect(isKey(key, whole)).toBe(true);
    expect(isKey(key, whole.replace("Qm4s", "Qm4t"))).toBe(false);
    expect(isKey(key, "pk_live_Qm4sD8wK…n7Rg")).toBe(false);
  });
});
