import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestSite, type TestSite } from "../testing/visitor.ts";
import { appearance, readSettings } from "./settings.ts";

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite("sqlite");
});
afterAll(() => site.close());

async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  const space = await site.space();
  await space.write(async ({ db, publish }) => {
    for (const [key, value] of Object.entries(values)) {
      await db
        .insertInto("settings")
        .values({ key, value: JSON.stringify(value) })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: JSON.stringify(value) }))
        .execute();
    }
    publish({ kind: "settings.changed" });
  });
}

test("a change counts at once, and a wrong value is the default", async () => {
  const space = await site.space();
  expect((await readSettings(space)).company_name).toBe("Support");
  await set({ company_name: "Acme IT", primary_color: "red", country: "DE", timezone: "Mars/Olympus" });
  expect(await readSettings(space)).toMatchObject({
    company_name: "Acme IT",
    primary_color: "#1FB6FF",
    country: "DE",
    timezone: "UTC",
  });
});

test("a key's own settings come before the space's; a bad one is passed over", async () => {
  await set({ greeting: "Hello from Acme" });
  const space = await readSettings(await site.space());
  expect(appearance({ settings: {} }, space).greeting).toBe("Hello from Acme");
  const settings = {
    greeting: "Need IT help?",
    logo_url: "javascript:alert(1)",
    primaryColor: "#a00",
    position: "left",
  };
  expect(appearance({ settings }, space)).toEqual({
    greeting: "Need IT help?",
    branding: { company_name: "Acme IT", primary_color: "#a00", logo_url: null },
  });
  const key = await site.key("pk_live", { name: "with settings" });
  await (await site.space()).write(({ db }) =>
    db
      .updateTable("api_keys")
      .set({ settings: JSON.stringify(settings) })
      .where("name", "=", "with settings")
      .execute(),
  );
  const visitor = await site.visit({}, key);
  expect(visitor.init).toMatchObject({ greeting: "Need IT help?", settings: { position: "left" } });
});

test("outside business hours whoever asks for a person is told when the team is back", async () => {
  await set({ timezone: "Europe/Berlin", business_hours: { wed: [["09:00", "17:00"]] } });
  const visitor = await site.visit();
  expect(visitor.init.status.business_hours).toEqual({
    open: false,
    next_open_at: "2026-03-11T08:00:00Z",
    timezone: "Europe/Berlin",
  });
  const { response } = await visitor.say("Talk to a person");
  expect(response.message).toContain("Wed 09:00–17:00 (Europe/Berlin)");
  expect(await visitor.conversation()).toMatchObject({ wants_person: true });
});

test("the service status is what somebody entered", async () => {
  const visitor = await site.visit();
  const ask = async () => (await visitor.say("Check service status")).response.message;
  expect(await ask()).toContain("We know of no incident");
  await set({ services: [{ name: "Email", state: "degraded" }] });
  expect(await ask()).toContain("Email: degraded");
  await set({ incident: "Mail is delayed" });
  expect(await ask()).toContain("Mail is delayed");
  expect((await visitor.call("GET /widget/status")).body.data).toMatchObject({
    incident: "Mail is delayed",
    services: [{ name: "Email", state: "degraded" }],
  });
});

test("reply rules are data", async () => {
  const rules = [{ any_of: ["pizza"], reply: "{{company_name}} delivers.", suggested_actions: ["Pizza"] }];
  await set({ reply_rules: { rules, fallback: { reply: "Pardon?" } } });
  const visitor = await site.visit();
  expect((await visitor.say("PIZZA!")).response).toMatchObject({
    message: "Acme IT delivers.",
    suggested_actions: ["Pizza"],
  });
  expect((await visitor.say("my printer")).response).toMatchObject({ message: "Pardon?", suggested_actions: [] });
});

test("reply rules that an older version stored still ask for a person, and have texts for tickets", async () => {
  const rules = [
    { any_of: ["human"], reply: "A person comes.", suggested_actions: [], wants_person: true },
    { any_of: ["ticket"], reply: "A ticket it is.", suggested_actions: [], wants_person: false },
  ];
  await set({ reply_rules: { rules, fallback: { reply: "Pardon?", suggested_actions: [] } } });
  const visitor = await site.visit();
  expect((await visitor.say("a human please")).response.message).toBe("A person comes.");
  expect(await visitor.conversation()).toMatchObject({ wants_person: true });
  const { reply_rules } = await readSettings(await site.space());
  expect(reply_rules.rules).toMatchObject([{ action: "talk_to_person" }, { reply: "A ticket it is." }]);
  expect(reply_rules.ticket.ask_name).toBe("What is your name?");
});

test("what is said while a ticket is made is the owner's to write", async () => {
  const rules = [
    { any_of: ["billet"], reply: "Volontiers.", action: "create_ticket" },
    { any_of: ["panne"], reply: "Nos services :", action: "service_status" },
  ];
  const ticket = { ask_name: "Votre nom ?", cancel: ["Annuler"] };
  await set({ reply_rules: { rules, fallback: { reply: "Pardon ?" }, ticket }, incident: "Le courrier est lent" });
  const visitor = await site.visit();
  expect((await visitor.say("Un billet, s'il vous plaît")).response).toMatchObject({
    message: "Volontiers.\n\nVotre nom ?",
    suggested_actions: ["Annuler"],
  });
  await visitor.say("annuler");
  expect((await visitor.say("une panne ?")).response.message).toMatch(/^Nos services :\nCurrent incident: Le courrier/);
});
