import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { createKeyDesk } from "../testing/key-desk.ts";
import { openStage, type Stage } from "../testing/stage.ts";

/** Every option that is more than one plain value, as an owner may set it. */
const full = {
  greetingBubble: "Questions about our plans?",
  launcher: { selector: "#help > button", hidden: true },
  prechat: { fields: ["name", { name: "email", required: true }, { name: "phone" }], when: "offline" },
  consent: "required",
  privacyUrl: "https://www.example.com/privacy",
  sound: false,
  offline: "form",
  pages: { show: ["/", "/shop/*"], hide: ["/shop/checkout"] },
};

describe.each(engines)("a key's settings on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const { send, make, read, init } = createKeyDesk(() => stage);

  test("come back as they were set, from the key and from a visitor's init", async () => {
    const { key, key_id } = await make({ type: "pk_live", settings: full });
    expect((await read(key_id)).settings).toEqual(full);
    expect((await init(key)).body.settings).toEqual(full);
    const next = { greetingBubble: true, prechat: { fields: ["company"] }, consent: "none", offline: "hide" };
    await send(`PUT /api-keys/${key_id}`, { settings: next });
    expect((await init(key)).body.settings).toEqual(next);
  });

  const tooMany = Array.from({ length: 51 }, (_, page) => `/page/${page}`);
  test.each([
    [{ greetingBubble: 1 }, "greetingBubble", /true, false or a text/],
    [{ greetingBubble: " " }, "greetingBubble", /1 characters/],
    [{ greetingBubble: "x".repeat(501) }, "greetingBubble", /500 characters/],
    [{ launcher: { selector: "x".repeat(201) } }, "launcher.selector", /200/],
    [{ launcher: { selector: "" } }, "launcher.selector", /1/],
    [{ prechat: { fields: [] } }, "prechat.fields", /1/],
    [{ prechat: { fields: Array.from({ length: 9 }, () => "name") } }, "prechat.fields", /8/],
    [{ prechat: { fields: ["name", "age"] } }, "prechat.fields.1", /name, email, phone or company/],
    [{ prechat: { fields: [{ name: "email", required: "yes" }] } }, "prechat.fields.0", /"required": true/],
    [{ prechat: { when: "always" } }, "prechat.fields", /expected array/],
    [{ prechat: { fields: ["name"], when: "never" } }, "prechat.when", /always/],
    [{ consent: true }, "consent", /required/],
    [{ privacyUrl: "http://www.example.com/privacy" }, "privacyUrl", /https:/],
    [{ privacyUrl: "javascript:alert(1)" }, "privacyUrl", /https:/],
    [{ sound: "on" }, "sound", /boolean/],
    [{ offline: "away" }, "offline", /hide/],
    [{ pages: { show: ["shop/*"] } }, "pages.show.0", /starts with \//],
    [{ pages: { hide: [`/${"x".repeat(200)}`] } }, "pages.hide.0", /200/],
    [{ pages: { hide: tooMany } }, "pages.hide", /50/],
    [{ pages: { only: ["/"] } }, "pages.only", /spelling/],
  ])("%j is refused, and %s is named", async (settings, field, why) => {
    const { status, body } = await send("POST /api-keys", { type: "pk_live", name: "Shop", settings });
    expect([status, body.code, body.details[0].field]).toEqual([400, "VALIDATION_ERROR", `settings.${field}`]);
    expect(body.details[0].message).toMatch(why);
  });
});
