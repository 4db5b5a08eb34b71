import { describe, expect, test, vi } from "vitest";
import { checks, type GivenOptions, readOptions } from "./config.ts";

function read(given: unknown) {
  const warnings: string[] = [];
  return { options: readOptions(given, (message) => warnings.push(message)), warnings };
}

/** A good value of each option. */
const good: GivenOptions = {
  publicKey: "pk_test_1",
  position: "bottom-left",
  primaryColor: "#123",
  greeting: "Hello",
  showOnMobile: false,
  autoOpen: true,
  autoOpenDelay: 0,
  theme: "dark",
  locale: "pt-BR",
  strings: { de: { send: "Ab damit" } },
  offset: { x: 8 },
  zIndex: 7,
  launcher: { label: "Help", selector: "[data-chat]" },
  greetingBubble: "Questions?",
  prechat: { fields: ["name", { name: "email", required: false }], when: "offline" },
  consent: "required",
  privacyUrl: "https://acme.example/privacy",
  offline: "form",
  pages: { show: ["/shop/**"] },
  apiBase: "https://chat.example/api",
  identity: { email: "jo@example.com" },
  sound: false,
  nonce: "abc",
};

/** As far as a browser's is asked: which texts are selectors. */
vi.stubGlobal("document", {
  querySelector(selector: string) {
    if (/^[[.#\w-]/.test(selector)) return null;
    throw new SyntaxError(`'${selector}' is not a valid selector`);
  },
});

const takesObject = /^(strings|offset|launcher|prechat|pages|identity)$/;

const value = (value: unknown) => () => ({ value });
const throws = () => {
  throw new Error("boo");
};

/** What no option may be, as a property's descriptor. Types that one option or another takes are tried where they are wrong. */
const wrong: Readonly<Record<string, (name: string) => PropertyDescriptor>> = {
  "not a number": value(Number.NaN),
  "a symbol": value(Symbol("boo")),
  "a bigint": value(1n),
  "a blank text": (name) => ({ value: /^(identity|greetingBubble)$/.test(name) ? 7 : " " }),
  "an object": (name) => ({ value: takesObject.test(name) ? true : {} }),
  "a list": (name) => ({ value: takesObject.test(name) ? 7 : [] }),
  "a function": (name) => ({ value: name === "identity" ? false : throws }),
  "a getter that throws": () => ({ get: throws }),
  "a Proxy that throws": (name) => {
    const proxy = new Proxy(throws, { get: throws });
    return name === "identity" ? { get: () => proxy() } : { value: proxy };
  },
};

describe("the page's options", () => {
  test("the reference's seven are read with their names and types", () => {
    const given = {
      publicKey: "pk_live_xxxxxxxxxxxx",
      position: "bottom-left",
      primaryColor: "#1FB6FF",
      greeting: "Need IT help? Chat with us!",
      showOnMobile: false,
      autoOpen: true,
      autoOpenDelay: 1_000,
    };
    expect(read(given)).toEqual({ options: given, warnings: [] });
  });

  test.each([
    ["position", "top"],
    ["primaryColor", "red;background:url(//evil.example)"],
    ["greeting", ""],
    ["showOnMobile", "yes"],
    ["autoOpen", 1],
    ["autoOpenDelay", "5000"],
    ["autoOpenDelay", Number.NaN],
    ["autoOpenDelay", Number.POSITIVE_INFINITY],
    ["theme", "pink"],
    ["apiBase", "javascript:alert(1)"],
    ["apiBase", "https://["],
    ["offset", 20],
    ["zIndex", "top"],
    ["identity", 7],
    ["sound", "on"],
    ["launcher", { selector: "!" }],
    ["consent", true],
    ["privacyUrl", "privacy.html"],
    ["offline", "away"],
    ["pages", "/shop/*"],
  ])("a bad %s (%j) is skipped with one warning that names it", (name, value) => {
    const { options, warnings } = read({ [name]: value, locale: "de" });
    expect(options).toEqual({ locale: "de" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`"${name}"`);
  });

  test.each(["crm_secret", 7])("a bad publicKey (%j) is skipped; its one warning is the loader's", (publicKey) => {
    expect(read({ publicKey })).toEqual({ options: {}, warnings: [] });
  });

  test("what is absent, null or unknown says nothing", () => {
    expect(read({ greeting: undefined, theme: null, fromTheFuture: 1 })).toEqual({ options: {}, warnings: [] });
  });

  test.each(["a.signed.token", { email: "jo@example.com" }, () => "a.signed.token"])(
    "who the visitor is may be a token, claims or a function (%#)",
    (identity) => {
      expect(read({ identity })).toEqual({ options: { identity }, warnings: [] });
    },
  );

  describe.each(Object.keys(good))("%s", (name) => {
    test("is read as it was given", () => {
      const given = { [name]: good[name as keyof GivenOptions] };
      expect(read(given)).toEqual({ options: given, warnings: [] });
    });

    test.each(Object.entries(wrong))("that is %s is skipped with one warning that names it", (_, make) => {
      const { options, warnings } = read(Object.defineProperty({ fromTheFuture: 1 }, name, make(name)));
      expect(options).toEqual({});
      expect(warnings).toEqual(name === "publicKey" ? [] : [`option "${name}" is not valid.`]);
    });
  });

  test("every option stands in this table", () => {
    expect(Object.keys(good).sort()).toEqual(Object.keys(checks).sort());
  });

  test("nothing a page gives makes it throw", () => {
    const hostile = {
      get greeting(): string {
        throw new Error("boo");
      },
    };
    for (const given of [undefined, null, 7, "text", [], () => {}, new Proxy({}, {})])
      expect(read(given).options).toEqual({});
    expect(read(hostile)).toMatchObject({ options: {}, warnings: [expect.stringContaining('"greeting"')] });
  });
});
